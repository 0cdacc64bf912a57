import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lost } from '../model/exchange.ts';
import { exchangeOf } from './exchanges.ts';
import { readHar } from './har-reader.ts';

const bytes = Buffer.from([0x1f, 0x8b, 8, 0, 0xff, 0x41]);

/** One entry as each tool writes it, shortened to the relevant parts. */
interface Sample {
  title: string;
  entry: object;
  body?: string | Uint8Array;
  url?: string;
  host?: string;
  headers?: [string, string][];
  messages?: [index: number, data: string | Uint8Array][];
  lost?: Lost[];
}

const request = { method: 'POST', url: 'https://x.example/up', httpVersion: 'HTTP/1.1', headers: [] };

const samples: Sample[] = [
  {
    title: 'Chrome: uses the text of a form, not its fields',
    entry: {
      _initiator: { type: 'script' },
      _priority: 'High',
      _resourceType: 'fetch',
      connection: '53',
      request: {
        ...request,
        queryString: [],
        bodySize: 7,
        postData: {
          mimeType: 'application/x-www-form-urlencoded',
          text: 'a=1&b=2',
          params: [
            { name: 'a', value: '1' },
            { name: 'b', value: '2' },
          ],
        },
      },
      response: { status: 200, _transferSize: 120, _error: null },
    },
    body: 'a=1&b=2',
    headers: [['content-type', 'application/x-www-form-urlencoded']],
  },
  {
    title: 'Chrome: reports an uploaded file that the HAR lacks',
    entry: { request: { ...request, headers: [{ name: 'Content-Length', value: '4096' }], bodySize: 0 } },
    lost: [{ part: 'request.body', bytes: 4096, why: 'the HAR does not contain the content' }],
  },
  {
    title: 'Chrome: reports a binary body whose bytes were replaced',
    entry: { request: { ...request, bodySize: 4, postData: { mimeType: '', text: 'a\uFFFDb\uFFFD' } } },
    body: 'a\uFFFDb\uFFFD',
    lost: [
      {
        part: 'request.body',
        bytes: 8,
        why: 'the HAR contains the bytes as text, in which some bytes were replaced',
      },
    ],
  },
  {
    title: 'Chrome: accepts text in which U+FFFD itself was sent',
    entry: { request: { ...request, bodySize: 8, postData: { mimeType: '', text: 'a\uFFFDb\uFFFD' } } },
    body: 'a\uFFFDb\uFFFD',
  },
  {
    title: 'Chrome: reads sent WebSocket messages, text, binary and ping',
    entry: {
      _resourceType: 'websocket',
      request: { ...request, method: 'GET', url: 'wss://x.example/ws' },
      _webSocketMessages: [
        { type: 'send', time: 1700000000.1, opcode: 1, data: 'hello' },
        { type: 'receive', time: 1700000000.2, opcode: 2, data: bytes.toString('base64') },
        { type: 'send', time: 1700000000.3, opcode: 2, data: bytes.toString('base64') },
        { type: 'send', time: 1700000000.4, opcode: 9, data: 'ping' },
      ],
    },
    url: 'wss://x.example/ws',
    messages: [
      [0, 'hello'],
      [2, bytes],
      [3, 'ping'],
    ],
  },
  {
    title: 'Firefox: reports a body that a setting left out',
    entry: {
      request: {
        ...request,
        bodySize: 512,
        postData: {
          mimeType: 'text/plain',
          params: [],
          text: '',
          comment: 'Request bodies are not included.',
        },
      },
    },
    headers: [['content-type', 'text/plain']],
    lost: [
      {
        part: 'request.body',
        bytes: 512,
        why: 'the HAR does not contain the content: Request bodies are not included.',
      },
    ],
  },
  {
    title: 'mitmproxy: reads bytes that are not UTF-8 from lone surrogates',
    entry: {
      request: {
        ...request,
        cookies: [],
        bodySize: 6,
        postData: { mimeType: '', text: '\u001f\udc8b\u0008\u0000\udcffA', params: [] },
      },
      _resourceType: 'websocket',
      _webSocketMessages: [],
    },
    body: bytes,
  },
  {
    title: 'mitmproxy: reports the body of a DELETE, which the HAR lacks',
    entry: { request: { ...request, method: 'DELETE', bodySize: 30 } },
    lost: [{ part: 'request.body', bytes: 30, why: 'the HAR does not contain the content' }],
  },
  {
    title: 'Charles: reads a body that was sent as a form, but is not one, from its only field',
    entry: {
      request: {
        ...request,
        bodySize: 44,
        postData: {
          mimeType: 'application/x-www-form-urlencoded',
          params: [{ name: '{"className":"ReqWeal","opType":1,"index":2}', value: '' }],
        },
      },
      response: { _charlesStatus: 'COMPLETE', status: 200, statusText: null },
    },
    body: '{"className":"ReqWeal","opType":1,"index":2}',
    headers: [['content-type', 'application/x-www-form-urlencoded']],
  },
  {
    title: 'Charles: reads multipart from its fields, with file names',
    entry: {
      request: {
        ...request,
        postData: {
          mimeType: 'multipart/form-data; boundary=x',
          params: [{ name: 'log', fileName: 'visit.txt', contentType: 'text/plain', value: 'one' }],
        },
      },
    },
    body: 'log=one&log.fileName=visit.txt',
    headers: [['content-type', 'multipart/form-data; boundary=x']],
  },
  {
    title: 'HTTP Toolkit: reads a binary body from _content',
    entry: {
      request: {
        ...request,
        bodySize: 6,
        _requestBodyStatus: 'discarded:not-representable',
        _content: { text: bytes.toString('base64'), size: 6, encoding: 'base64' },
      },
      _webSocketClose: { code: 1000, reason: '' },
    },
    body: bytes,
  },
  {
    title: 'HTTP Toolkit: reports a body above its size limit',
    entry: {
      request: {
        ...request,
        bodySize: 60_000,
        _requestBodyStatus: 'discarded:too-large',
        comment: 'Body discarded during HAR generation: longer than limit of 40960 bytes',
      },
    },
    lost: [
      {
        part: 'request.body',
        bytes: 60_000,
        why: 'the HAR does not contain the content: discarded:too-large',
      },
    ],
  },
  {
    title: 'Reqable: decodes text written as base64',
    entry: {
      request: {
        ...request,
        postData: { mimeType: '', text: 'cGFyYW0xPXZhbHVlMQ==', encoding: 'base64' },
      },
    },
    body: 'param1=value1',
  },
  {
    title: 'any tool: reports a body that is declared as base64 but is not',
    entry: { request: { ...request, postData: { mimeType: '', text: '{"a":"b"}', encoding: 'base64' } } },
    body: '{"a":"b"}',
    lost: [
      {
        part: 'request.body',
        bytes: 9,
        why: 'the HAR says that the content is base64, but the content is not valid base64',
      },
    ],
  },
  {
    title: 'any tool: reports a lone surrogate that encodes no byte',
    entry: { request: { ...request, bodySize: 9, postData: { mimeType: '', text: 'a\ud83db' } } },
    body: 'a\uFFFDb',
    lost: [
      {
        part: 'request.body',
        bytes: 5,
        why: 'the HAR contains the bytes as text, in which some bytes were replaced',
      },
    ],
  },
  {
    title: 'any tool: reads messages without data or type, and opcodes as text',
    entry: {
      request: { ...request, method: 'GET' },
      _webSocketMessages: [
        { type: 'send', opcode: 1, data: null },
        { opcode: 1, data: 'unsaid' },
        { type: 'send', opcode: '2', data: bytes.toString('base64') },
        { type: 'send', opcode: 2, data: 'not base64!' },
        { type: 'receive', opcode: 1, data: { a: 1 } },
        { type: 'send', opcode: 1, data: { a: 1 } },
      ],
    },
    messages: [
      [0, ''],
      [1, 'unsaid'],
      [2, bytes],
      [3, 'not base64!'],
      [5, ''],
    ],
    lost: [
      {
        part: 'websocket[0]',
        bytes: 0,
        why: 'the data of the WebSocket message in the HAR is null, not text',
      },
      {
        part: 'websocket[3]',
        bytes: 11,
        why: 'the HAR says that the content is base64, but the content is not valid base64',
      },
      {
        part: 'websocket[5]',
        bytes: 0,
        why: 'the data of the WebSocket message in the HAR is an object, not text',
      },
    ],
  },
  {
    title: 'any tool: reads numbers and null as text, and a query that is not in the URL',
    entry: {
      request: {
        ...request,
        bodySize: 0,
        headers: [
          { name: 'X-Count', value: 7 },
          { name: 'X-None', value: null },
        ],
        queryString: [{ name: 'u', value: 'https://a/' }],
      },
    },
    url: 'https://x.example/up?u=https%3A%2F%2Fa%2F',
    headers: [
      ['X-Count', '7'],
      ['X-None', ''],
    ],
    lost: [
      {
        part: 'request.header:x-none',
        bytes: 0,
        why: 'the HAR contains the name X-None, but not its value',
      },
    ],
  },
  {
    title: 'a proxy: reads the host of a CONNECT',
    entry: { request: { ...request, method: 'CONNECT', url: 'Tunnel.Example:443' } },
    url: 'Tunnel.Example:443',
    host: 'tunnel.example',
  },
];

describe('readHar with exchangeOf', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-har-'));
  });
  after(() => rm(dir, { recursive: true }));

  for (const sample of samples)
    it(sample.title, async () => {
      const file = join(dir, 'x.har');
      const entries = [{ response: { status: 200 }, ...sample.entry }];
      await writeFile(file, JSON.stringify({ log: { version: '1.2', entries } }));
      for await (const entry of readHar(file)) {
        const exchange = exchangeOf(entry, 0);
        const hex = (data: string | Uint8Array) => Buffer.from(data).toString('hex');
        assert.equal(hex(exchange.body), hex(sample.body ?? ''));
        assert.equal(exchange.url, sample.url ?? request.url);
        assert.equal(exchange.host, sample.host ?? 'x.example');
        if (sample.headers) assert.deepEqual(exchange.headers, sample.headers);
        assert.deepEqual(
          exchange.messages.map(({ index, data }) => [index, hex(data)]),
          (sample.messages ?? []).map(([index, data]) => [index, hex(data)]),
        );
        assert.deepEqual(exchange.lost ?? [], sample.lost ?? []);
      }
    });

  it('HTTP Toolkit: reports names whose TLS failed to the listener', async () => {
    const file = join(dir, 'x.har');
    const log = {
      version: '1.2',
      entries: [],
      _tlsErrors: [{ hostname: 'pinned.example' }, { cause: 'reset' }],
    };
    await writeFile(file, JSON.stringify({ log }));
    const names: string[] = [];
    for await (const _ of readHar(file, { onRefusedName: (name) => names.push(name) }))
      assert.fail('no entry');
    assert.deepEqual(names, ['pinned.example']);
  });
});
