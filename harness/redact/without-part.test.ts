import assert from 'node:assert/strict';
import { entryOf } from './testing/entry.ts';
import { withoutPart } from './without-part.ts';

const SECRET = 'secret';
const entry = entryOf(
  {
    url: `https://collect.test/${SECRET}?q=${SECRET}`,
    headers: [
      { name: 'Cookie', value: SECRET },
      { name: 'Accept', value: 'text/html' },
    ],
    cookies: [{ name: 'id', value: SECRET }],
    queryString: [{ name: 'q', value: SECRET }],
    postData: { mimeType: 'text/plain', text: SECRET, params: [{ name: 'a', value: SECRET }] },
    _trailers: [{ name: 'X-Sum', value: SECRET }],
  },
  {
    _webSocketMessages: [
      { type: 'send', time: 1, opcode: 2, data: SECRET },
      { type: 'send', time: 1, opcode: 1, data: 'public' },
    ],
  },
);
entry.response.headers = [
  { name: 'Set-Cookie', value: SECRET },
  { name: 'Content-Type', value: 'text/html' },
];
entry.response.content = { size: 6, mimeType: 'text/html', text: SECRET };

describe('withoutPart', () => {
  const without = (part: string) => withoutPart(entry, part, 'the comment', 6);

  it('removes the response body, and all response headers except the content type', () => {
    const { response } = without('response.body');
    assert.deepEqual(response.headers, [{ name: 'Content-Type', value: 'text/html' }]);
    assert.deepEqual(response.content, { size: 6, mimeType: 'text/html', comment: 'the comment' });
  });

  it('removes the body with its parameters, and keeps its length', () => {
    const { request } = without('request.body');
    assert.deepEqual(request.postData, { mimeType: 'text/plain', text: '', comment: 'the comment' });
    assert.equal(request.bodySize, 6);
  });

  it('removes the URL except its origin', () => {
    const { request, comment } = without('request.url');
    assert.equal(request.url, 'https://collect.test/withheld');
    assert.deepEqual(request.queryString, []);
    assert.equal(comment, 'the comment');
    assert.equal(withoutPart(entryOf({ url: 'no URL' }), 'request.url', '', 0).request.url, 'withheld:');
  });

  it('removes a WebSocket message, and keeps the others', () =>
    assert.deepEqual(
      without('websocket[0]')._webSocketMessages?.map(({ opcode, data }) => [opcode, data]),
      [
        [1, 'the comment'],
        [1, 'public'],
      ],
    ));

  it('removes the value of a header, and parsed cookies', () => {
    const { request } = without('request.header:cookie');
    assert.deepEqual(request.headers[0], { name: 'Cookie', value: 'withheld' });
    assert.deepEqual(request.headers[1], { name: 'Accept', value: 'text/html' });
    assert.deepEqual(request.cookies, []);
  });

  it('removes the value of a trailer', () =>
    assert.deepEqual(without('request.trailer:x-sum').request._trailers, [
      { name: 'X-Sum', value: 'withheld' },
    ]));

  it('keeps all other parts', () => {
    for (const part of ['response.body', 'request.body', 'websocket[0]'])
      assert.deepEqual(without(part).request.headers, entry.request.headers);
    assert.equal(entry.request.postData?.text, SECRET);
  });
});
