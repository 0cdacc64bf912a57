import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import http2 from 'node:http2';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import WebSocket from 'ws';
import { type CertificateAuthority, createCertificateAuthority } from './certificate-authority.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import { createTestClient, type TestClient } from './test-client.ts';

const SECRET = 'aHR0cHM6Ly92aXNpdGVkLmV4YW1wbGUvZ2FyZGVu';
const HEAD = 'Host: a.test\r\n';
const UPGRADE = `GET /s HTTP/1.1\r\n${HEAD}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
/** A WebSocket frame with a mask of zeros, so that its text is sent unchanged. */
const frame = (first: number, text: string) =>
  Buffer.concat([Buffer.from([first, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);

describe('bytes that belong to no exchange', () => {
  let ca: CertificateAuthority;
  let recorder: Recorder;
  let client: TestClient;

  before(async () => {
    ca = await createCertificateAuthority();
  });
  beforeEach(async () => {
    const respond = () => ({ status: 200, headers: [], body: Buffer.from('ok'), responder: 'ack/test' });
    recorder = await startRecorder({ ca, respond });
    client = createTestClient(recorder.port, ca.cert);
  });
  afterEach(async () => {
    client.close();
    await recorder.stop();
  });

  const details = () =>
    recorder.since().events.flatMap((event) => (event.kind === 'not-http' ? [event.detail] : []));
  /** A tunnel whose answers are read. */
  async function openTunnel(authority = 'a.test:80'): Promise<Socket> {
    const socket = await client.tunnel(authority);
    socket.on('error', () => undefined);
    socket.resume();

    return socket;
  }
  async function waitUntil(what: string, condition: () => boolean): Promise<void> {
    const end = performance.now() + 5000;
    while (!condition()) {
      if (performance.now() > end)
        assert.fail(`did not happen within 5 s: ${what}; ${JSON.stringify(details())}`);
      await delay(20);
    }
  }

  const hiddenData: [what: string, pieces: (string | Uint8Array)[]][] = [
    [
      'the extension of a chunk',
      [`POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n2;${SECRET}\r\nok\r\n0\r\n\r\n`],
    ],
    [
      'the body of an upgrade request',
      [
        `POST / HTTP/1.1\r\n${HEAD}Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: ${SECRET.length}\r\n\r\n${SECRET}`,
      ],
    ],
    ['a request that does not continue', [`POST /${SECRET} HTTP/1.1\r\nHost: a.t`]],
    ['a target that the proxy cannot read', [`OPTIONS *${SECRET} HTTP/1.1\r\n${HEAD}\r\n`]],
    ['a message that does not end', [UPGRADE, frame(0x01, SECRET)]],
    ['a frame that does not end', [UPGRADE, frame(0x81, SECRET).subarray(0, -1)]],
    [
      'data after the closing of a WebSocket',
      [UPGRADE, Buffer.concat([frame(0x88, ''), frame(0x81, SECRET)])],
    ],
  ];
  for (const [what, pieces] of hiddenData) {
    it(`are reported while the connection is open, for ${what}`, async () => {
      const socket = await openTunnel();
      for (const piece of pieces) {
        socket.write(piece);
        await delay(50);
      }
      await waitUntil('an event', () =>
        details().some((detail) => /^\d\d+ bytes .* to a\.test are not in any/.test(detail)),
      );
      socket.destroy();
    });
  }

  it('are reported for a request that arrives piece by piece', async () => {
    const socket = await openTunnel();
    socket.write(`POST / HTTP/1.1\r\n${HEAD}`);
    for (let piece = 0; piece < 12; piece++) {
      socket.write(`X-${piece}: ${SECRET}\r\n`);
      await delay(200);
    }
    assert.match(details().join(), /^\d\d\d bytes on a connection to a\.test are not in any exchange$/);
    socket.destroy();
  });

  it('are reported as an unknown number on a WebSocket whose bytes cannot be counted', async () => {
    const { prototype: fields } = (WebSocket as unknown as { Receiver: { prototype: object } }).Receiver;
    // Hides the field, as in a version of ws that has no such field.
    Object.defineProperty(fields, '_messageLength', { set: () => {}, configurable: true });
    try {
      const socket = await openTunnel();
      socket.write(UPGRADE);
      await waitUntil('an event', () =>
        details().some((detail) =>
          detail.startsWith('an unknown number of bytes on a connection to a.test '),
        ),
      );
      socket.destroy();
    } finally {
      Reflect.deleteProperty(fields, '_messageLength');
    }
  });

  it('are reported for a connection that was reset', async () => {
    const socket = await openTunnel();
    socket.write(`POST /${SECRET} HTTP/1.1\r\nHost: a.t`);
    await delay(50);
    socket.resetAndDestroy();
    await waitUntil('an event', () => details().length === 1);
  });

  it('are not reported for ordinary traffic', async () => {
    const socket = await openTunnel();
    const chunks = ['a', 'bc'.repeat(300), 'd'.repeat(5000)].map(
      (each) => `${each.length.toString(16)}\r\n${each}\r\n`,
    );
    socket.write(`POST /1 HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    for (const chunk of chunks) socket.write(chunk);
    socket.write(`0\r\nX-Late: 1\r\n\r\n`);
    await delay(50);
    socket.write(`POST /2 HTTP/1.1\r\n${HEAD}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n`);
    await delay(50);
    socket.write(`abc`);
    socket.write(`GET /3 HTTP/1.1\r\n${HEAD}\r\nGET /4 HTTP/1.1\r\n${HEAD}\r\n`);
    await client.http1({ url: 'https://b.test/', method: 'POST', body: Buffer.alloc(100_000) });
    await client.http1({ url: 'http://b.test/', method: 'POST', body: Buffer.alloc(100_000) });
    await client.http2({ url: 'https://c.test/', method: 'POST', body: Buffer.alloc(100_000) });
    await client.webSocket('wss://d.test/', {}, ['hello', Buffer.alloc(100_000), 'x'.repeat(5000)]);
    const through = await client.tunnel('e.test:80');
    const webSocket = new WebSocket('ws://e.test/', {
      createConnection: () => through,
      perMessageDeflate: true,
    });
    await once(webSocket, 'open');
    for (const isLast of [false, false, true]) webSocket.send('y'.repeat(3000), { fin: isLast });
    await waitUntil('all exchanges', () => recorder.since().entries.length === 9);
    await delay(1500);
    webSocket.terminate();
    socket.destroy();
    await delay(400);
    assert.deepEqual(details(), []);
  });

  it('are put back into the connection if they arrive with a CONNECT request', async () => {
    const socket = await openTunnel('proxy.test:80');
    socket.write(
      `CONNECT a.test:80 HTTP/1.1\r\n${HEAD}Proxy-Authorization: ${SECRET}\r\n\r\nPOST /early HTTP/1.1\r\n${HEAD}\r\n`,
    );
    await waitUntil('two entries', () => recorder.since().entries.length === 2);
    const [tunnel, early] = recorder.since().entries;
    assert.deepEqual(
      [
        tunnel?.request.method,
        tunnel?.request.headers.at(-1)?.value,
        tunnel?._leakgate?.via,
        early?.request.url,
      ],
      ['CONNECT', SECRET, 'proxy.test', 'http://a.test/early'],
    );
    socket.destroy();
  });

  it('exclude many headers, and trailers and authorities of HTTP/2, which are recorded', async () => {
    const socket = await openTunnel();
    socket.write(`GET /many HTTP/1.1\r\n${HEAD}${'a:\r\n'.repeat(3000)}Last: ${SECRET}\r\n\r\n`);
    await waitUntil('an entry', () => recorder.since().entries[0]?.request.headers.at(-1)?.value === SECRET);
    socket.destroy();
    const secure = tls.connect({
      socket: await client.tunnel('h.test:443'),
      servername: 'h.test',
      ca: ca.cert,
      ALPNProtocols: ['h2'],
    });
    await once(secure, 'secureConnect');
    const session = http2.connect('https://h.test', { createConnection: () => secure });
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`x-${at}`, '1']));
    const stream = session.request(
      { ':method': 'POST', ':path': '/', ':authority': 'other.test', host: 'h.test', ...many },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers({ late: SECRET }));
    stream.end('x');
    stream.resume();
    await waitUntil('an entry', () => recorder.since().entries[1]?.request._trailers?.[0]?.value === SECRET);
    const headers = recorder.since().entries[1]?.request.headers ?? [];
    assert.equal(headers.filter(({ name }) => name.startsWith('x-')).length, 300);
    assert.ok(headers.some(({ value }) => value === 'other.test'));
    session.goaway(0, 0, Buffer.from(SECRET));
    await waitUntil('an event', () =>
      details().some((detail) => detail.includes('the GOAWAY frame of an HTTP/2 connection')),
    );
    session.destroy();
  });

  it('include a long ALPN name in a TLS hello, unless it is registered', async () => {
    const secure = tls.connect({
      socket: await client.tunnel('a.test:443'),
      servername: 'a.test',
      ca: ca.cert,
      ALPNProtocols: ['stun.nat-discovery', 'netperfmeter/control', SECRET, 'http/1.1'],
    });
    await once(secure, 'secureConnect');
    await waitUntil('an event', () => details().some((detail) => detail.includes(SECRET)));
    assert.deepEqual(details(), [
      `a TLS ClientHello offered a protocol (ALPN) whose name is long and not registered: ${SECRET}`,
    ]);
    secure.destroy();
  });
});
