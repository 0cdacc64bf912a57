import assert from 'node:assert/strict';
import { redactEntry } from './entry.ts';
import { createRewriter } from './rewrite.ts';
import { entryOf } from './testing/entry.ts';

const OWN = 'R58M30ABCDE';
const rewriter = createRewriter((text) => text.replaceAll(OWN, 'longer pseudonym'));
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('redactEntry', () => {
  it('replaces the value in URL, header, cookie, body and WebSocket messages', () => {
    const redacted = redactEntry(
      entryOf(
        {
          url: `https://collect.test/${OWN}`,
          headers: [{ name: 'X-Serial', value: OWN }],
          cookies: [{ name: 'id', value: OWN }],
          postData: { mimeType: 'text/plain', text: `a=${OWN}` },
        },
        {
          _webSocketMessages: [
            { type: 'send', time: 1, opcode: 1, data: OWN },
            { type: 'send', time: 1, opcode: 2, data: base64(OWN) },
          ],
        },
      ),
      rewriter,
    );
    assert.ok(!JSON.stringify(redacted).includes(OWN));
    assert.equal(redacted.request.headers[0]?.value, 'longer pseudonym');
    assert.equal(redacted._webSocketMessages?.[1]?.data, base64('longer pseudonym'));
  });

  it('replaces the value in base64 bodies, and keeps their encoding', () => {
    const entry = entryOf({ postData: { mimeType: '', text: base64(`x ${OWN}`), encoding: 'base64' } });
    entry.response.content = { size: 1, mimeType: '', text: base64(`y ${OWN}`), encoding: 'base64' };
    const { request, response } = redactEntry(entry, rewriter);
    assert.equal(request.postData?.text, base64('x longer pseudonym'));
    assert.equal(request.postData?.encoding, 'base64');
    assert.equal(response.content.text, base64('y longer pseudonym'));
  });

  it('sets the sizes of the new body', () => {
    const { request } = redactEntry(
      entryOf({
        bodySize: 12,
        headers: [{ name: 'Content-Length', value: '12' }],
        postData: { mimeType: '', text: `é${OWN}` },
      }),
      rewriter,
    );
    const length = Buffer.byteLength('élonger pseudonym');
    assert.equal(request.bodySize, length);
    assert.deepEqual(request.headers, [{ name: 'Content-Length', value: String(length) }]);
  });

  it('changes nothing in an entry without the value', () => {
    const entry = entryOf({
      bodySize: 2,
      postData: { mimeType: '', text: base64('\u0000\u0001'), encoding: 'base64' },
    });
    assert.deepEqual(JSON.parse(JSON.stringify(redactEntry(entry, rewriter))), entry);
  });
});
