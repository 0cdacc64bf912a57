import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import { exchangeOf } from './exchanges.ts';
import { readHar } from './har-reader.ts';

const bytes = Buffer.from([0x1f, 0x8b, 8, 0, 0xff, 0x41]);

describe('exchangeOf', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-har-'));
  });
  after(() => rm(dir, { recursive: true }));

  async function read(content: string | object) {
    const file = join(dir, 'x.har');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    const exchanges = [];
    for await (const entry of readHar(file)) exchanges.push(exchangeOf(entry, exchanges.length));

    return exchanges;
  }
  const harWith = (entry: object) => ({ log: { version: '1.2', entries: [entry] } });
  const post = (request: object) =>
    harWith({ request: { method: 'POST', url: 'https://Host.Example:8443/x', ...request } });

  const bodies: [writer: string, request: object, body: Uint8Array][] = [
    ['text', { postData: { mimeType: 'text/plain', text: 'grün' } }, Buffer.from('grün')],
    [
      'Leakgate: encoding',
      { postData: { mimeType: '', text: bytes.toString('base64'), encoding: 'base64' } },
      bytes,
    ],
    [
      'others: _encoding',
      { postData: { mimeType: '', text: bytes.toString('base64'), _encoding: 'base64' } },
      bytes,
    ],
    [
      'HTTP Toolkit: _content',
      { _content: { text: bytes.toString('base64'), encoding: 'base64', size: 6 } },
      bytes,
    ],
    [
      'mitmproxy: surrogates',
      { postData: { mimeType: '', text: '\u001f\udc8b\u0008\u0000\udcffA', params: [] } },
      bytes,
    ],
    [
      'others: one character for each byte',
      { postData: { mimeType: '', text: '\u001f\u008b\u0008\u0000\u00ffA' } },
      bytes,
    ],
    [
      'others: parameters only',
      { postData: { mimeType: '', params: [{ name: 'a b', value: '1&2' }] } },
      Buffer.from('a+b=1%262'),
    ],
    ['an entry without a body', {}, Buffer.alloc(0)],
  ];
  for (const [writer, request, body] of bodies)
    it(`reads the body (${writer})`, async () => {
      const [exchange] = await read(post(request));
      assert.deepEqual(Buffer.from(exchange!.body), Buffer.from(body));
      assert.equal(exchange!.host, 'host.example');
    });

  it("reads the client's WebSocket messages with their position among all messages", async () => {
    const [exchange] = await read(
      harWith({
        request: { method: 'GET', url: 'wss://x.example/' },
        _webSocketMessages: [
          { type: 'receive', time: 1, opcode: 1, data: 'hello' },
          { type: 'send', time: 1.5, opcode: 1, data: 'text' },
          { type: 'send', opcode: 2, data: bytes.toString('base64') },
        ],
      }),
    );
    assert.deepEqual(
      exchange!.messages.map(({ index, data, at }) => [index, Buffer.from(data).toString('hex'), at]),
      [
        [1, Buffer.from('text').toString('hex'), '1970-01-01T00:00:01.500Z'],
        [2, bytes.toString('hex'), undefined],
      ],
    );
  });

  const ends: [what: string, entry: object, overAt: string | undefined][] = [
    ['an answered request', {}, '2026-11-22T10:00:01.500Z'],
    ['a request without a response', { response: { status: 0 } }, undefined],
    ['an aborted request', { _leakgate: { aborted: 'the client went away' } }, undefined],
    ['a WebSocket', { _webSocketMessages: [] }, undefined],
    ['a request without a duration', { time: -1 }, undefined],
  ];
  for (const [what, given, overAt] of ends)
    it(`gives ${overAt ?? 'no time'} as the end of ${what}`, async () => {
      const [exchange] = await read(
        harWith({
          startedDateTime: '2026-11-22T10:00:00.000Z',
          time: 1500,
          request: { method: 'POST', url: 'https://x.example/' },
          response: { status: 200 },
          ...given,
        }),
      );
      assert.equal(exchange!.overAt, overAt);
    });

  it('adds cookies that are missing from the headers', async () => {
    const [exchange] = await read(post({ cookies: [{ name: 'a', value: '1' }] }));
    assert.deepEqual(exchange!.headers, [['cookie', 'a=1']]);
  });

  const broken: [name: string, content: string | object, complaint: RegExp][] = [
    ['text that is not JSON', '{"log": {"entries": [}', /x\.har is not JSON: .*\(line 1, column 22\)/],
    ['a file that is cut off', '{"log": {"entries": [', /x\.har is not JSON/],
    ['JSON that is not a HAR', { entries: [] }, /x\.har is not a HAR: log: /],
    [
      'entries that are no list',
      { log: { entries: 'x' } },
      /x\.har is not a HAR: log\.entries: text, not a list/,
    ],
    ['an entry without a URL', harWith({ request: { method: 'GET' } }), /log\.entries\[0\]\.request\.url: /],
    [
      'headers that are no list',
      post({ headers: 7 }),
      /log\.entries\[0\]\.request\.headers: a number, not a list/,
    ],
  ];
  for (const [name, content, complaint] of broken)
    it(`rejects ${name}, with the place`, () =>
      assert.rejects(read(content), (error) => error instanceof Fault && complaint.test(error.message)));
});
