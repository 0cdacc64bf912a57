import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import WebSocket from 'ws';
import type { HarEntry } from '../model/har.ts';
import type { OriginRequest, OriginResponse } from '../model/origin.ts';
import { eventSchema, type VisibilityEvent } from '../model/visibility.ts';
import { type CertificateAuthority, createCertificateAuthority } from './certificate-authority.ts';
import { type Recorder, type RecorderOptions, startRecorder } from './recorder.ts';
import { createTestClient, type TestClient } from './test-client.ts';

// The package har-validator has no types.
const { har: validateHar } = createRequire(import.meta.url)('har-validator') as {
  har: (data: unknown) => Promise<unknown>;
};

function respondOk(request: OriginRequest): OriginResponse {
  return {
    status: 200,
    headers: [
      ['content-type', 'text/plain'],
      ['set-cookie', 'a=1; Path=/'],
      ['set-cookie', 'b=2'],
    ],
    body: Buffer.from(`got ${request.body.length}`),
    responder: 'ack/test',
  };
}

function bodyOf(entry: HarEntry | undefined): Buffer {
  const { postData } = entry?.request ?? {};

  return Buffer.from(postData?.text ?? '', postData?.encoding ?? 'utf8');
}

function eventsOf<K extends VisibilityEvent['kind']>(
  recorder: Recorder,
  kind: K,
): Extract<VisibilityEvent, { kind: K }>[] {
  const { events } = recorder.since();
  for (const event of events) eventSchema.parse(event);

  return events.filter((event): event is Extract<VisibilityEvent, { kind: K }> => event.kind === kind);
}

async function waitUntil(what: string, condition: () => boolean): Promise<void> {
  const end = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > end) assert.fail(`did not happen within 5 s: ${what}`);
    await delay(10);
  }
}

describe('a recorder', () => {
  let ca: CertificateAuthority;
  let recorder: Recorder;
  let client: TestClient;

  async function start(options: Partial<RecorderOptions> = {}): Promise<void> {
    await stop();
    recorder = await startRecorder({ ca, respond: respondOk, ...options });
    client = createTestClient(recorder.port, ca.cert);
  }

  async function stop(): Promise<void> {
    client?.close();
    await recorder?.stop();
  }

  before(async () => {
    ca = await createCertificateAuthority();
  });
  beforeEach(() => start());
  after(() => stop());

  it('listens on 127.0.0.1 only', async () => {
    const otherAddresses = Object.values(os.networkInterfaces())
      .flat()
      .filter((each) => each?.address !== '127.0.0.1' && !each?.address.startsWith('fe80'))
      .map((each) => each?.address);
    for (const host of otherAddresses) {
      const socket = net.connect({ host, port: recorder.port });
      const [error] = (await once(socket, 'error').catch((thrown: unknown) => [thrown])) as [
        NodeJS.ErrnoException,
      ];
      assert.equal(error.code, 'ECONNREFUSED', host);
    }
  });

  for (const protocol of ['http1', 'http2'] as const)
    it(`writes a valid HAR entry for ${protocol}`, async () => {
      const url = 'https://a.example/p/q%20r?x=1&y=a+b%2Bc&x=%zz';
      const answer = await client[protocol]({
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: 'k=v=w; l=m' },
        body: Buffer.from('{"é":1}'),
      });
      assert.equal(answer.body.toString(), 'got 8');
      await waitUntil('an entry', () => recorder.since().entries[0]?.response.status === 200);
      const { entries } = recorder.since();
      assert.equal(entries.length, 1);
      const [entry] = entries;
      assert.ok(entry);
      assert.equal(entry.request.url, url);
      assert.deepEqual(entry.request.postData, { mimeType: 'application/json', text: '{"é":1}' });
      assert.deepEqual(entry.request.cookies, [
        { name: 'k', value: 'v=w' },
        { name: 'l', value: 'm' },
      ]);
      assert.deepEqual(entry.request.queryString, [
        { name: 'x', value: '1' },
        { name: 'y', value: 'a b+c' },
        { name: 'x', value: '%zz' },
      ]);
      assert.equal(entry.request.bodySize, 8);
      assert.ok(
        entry.request.headers.some(
          ({ name, value }) => name.toLowerCase() === 'host' && value === 'a.example',
        ),
      );
      assert.ok(entry.request.headers.every(({ name }) => !name.startsWith(':')));
      assert.deepEqual(
        entry.response.cookies.map(({ name, value }) => [name, value]),
        [
          ['a', '1'],
          ['b', '2'],
        ],
      );
      assert.deepEqual(entry.response.content, { size: 5, mimeType: 'text/plain', text: 'got 8' });
      assert.deepEqual(entry._leakgate, { responder: 'ack/test', http: protocol === 'http1' ? '1.1' : '2' });
      assert.ok(Math.abs(Date.parse(entry.startedDateTime) - Date.now()) < 5000);
      await validateHar({
        log: {
          version: '1.2',
          creator: { name: 'leakgate', version: '0' },
          entries: JSON.parse(JSON.stringify(entries)),
        },
      });
    });

  it('keeps the path as sent, and headers with their case, order and repetitions', async () => {
    const socket = await client.tunnel('raw.example:80');
    socket.write(
      'GET /a/secret/../b//c?%7e HTTP/1.1\r\nhOst: raw.example\r\nX-Twice: one\r\nX-Other: o\r\nX-TWICE: two\r\n\r\n',
    );
    await once(socket, 'data');
    await waitUntil('an entry', () => recorder.since().entries.length === 1);
    const [entry] = recorder.since().entries;
    assert.equal(entry?.request.url, 'http://raw.example/a/secret/../b//c?%7e');
    assert.deepEqual(
      entry?.request.headers.map(({ name, value }) => `${name}: ${value}`),
      ['hOst: raw.example', 'X-Twice: one', 'X-Other: o', 'X-TWICE: two'],
    );
    socket.destroy();
  });

  it('accepts requests in origin form, with and without TLS', async () => {
    const plain = http
      .request({ host: '127.0.0.1', port: recorder.port, path: '/x', headers: { host: 'direct.example' } })
      .end();
    await once(plain, 'response');
    const socket = tls.connect({
      host: '127.0.0.1',
      port: recorder.port,
      servername: 'sni.example',
      ca: ca.cert,
    });
    socket.write('GET /y HTTP/1.1\r\nHost: sni.example\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await waitUntil('two entries', () => recorder.since().entries.length === 2);
    assert.deepEqual(
      recorder.since().entries.map((entry) => new URL(entry.request.url).pathname),
      ['/x', '/y'],
    );
    assert.deepEqual(
      eventsOf(recorder, 'server-name').map(({ name, by }) => [name, by]),
      [['sni.example', 'sni']],
    );
  });

  it("records the tunnel's host for a request that names another host", async () => {
    const secure = async (socket: Duplex, servername: string): Promise<tls.TLSSocket> => {
      const made = tls.connect({ socket, servername, ca: ca.cert });
      await once(made, 'secureConnect');

      return made;
    };
    const get = async (socket: Duplex, target: string, host: string): Promise<void> => {
      socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      await once(socket, 'data');
    };
    const proxy = await secure(await client.tunnel('proxy.example:443'), 'proxy.example');
    await get(proxy, 'http://visited.example/absolute', 'visited.example');
    await get(proxy, '/own', 'proxy.example');
    const outer = await secure(await client.tunnel('proxy.example:443'), 'proxy.example');
    outer.write('CONNECT visited.example:443 HTTP/1.1\r\nHost: visited.example:443\r\n\r\n');
    await once(outer, 'data');
    await get(await secure(outer, 'visited.example'), '/nested', 'visited.example');
    await get(await client.tunnel('192.0.2.7:80'), '/address', 'visited.example');
    await get(await client.tunnel('Visited.Example.:80'), '/itself', 'visited.example');
    await waitUntil('six entries', () => recorder.since().entries.length === 6);
    assert.deepEqual(
      recorder.since().entries.map(({ request, _leakgate }) => [request.url, _leakgate?.via]),
      [
        ['http://visited.example/absolute', 'proxy.example'],
        ['https://proxy.example/own', undefined],
        ['visited.example:443', 'proxy.example'],
        ['https://visited.example/nested', 'proxy.example'],
        ['http://visited.example/address', '192.0.2.7'],
        ['http://visited.example./itself', undefined],
      ],
    );
    assert.deepEqual(
      eventsOf(recorder, 'server-name').flatMap(({ name, through }) =>
        through === undefined ? [] : [[name, through]],
      ),
      [['visited.example', 'proxy.example']],
    );
    for (const socket of [proxy, outer]) socket.destroy();
  });

  it('keeps a head of many kilobytes', async () => {
    const long = randomBytes(60_000).toString('hex');
    await client.http1({ url: `https://long.example/?q=${long}` });
    await waitUntil('an entry', () => recorder.since().entries.length === 1);
    assert.ok(recorder.since().entries[0]?.request.url.endsWith(long));
  });

  it('keeps trailers', async () => {
    const socket = await client.tunnel('trailer.example:80');
    socket.write(
      'POST / HTTP/1.1\r\nHost: trailer.example\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n3\r\nabc\r\n0\r\nX-Late: secret\r\n\r\n',
    );
    await once(socket, 'data');
    await waitUntil('an entry', () => recorder.since().entries[0]?.response.status === 200);
    const [entry] = recorder.since().entries;
    assert.deepEqual(entry?.request._trailers, [{ name: 'X-Late', value: 'secret' }]);
    assert.equal(bodyOf(entry).toString(), 'abc');
    socket.destroy();
  });

  for (const protocol of ['http1', 'http2'] as const)
    it(`keeps the received part of an upload aborted over ${protocol}`, async () => {
      const ended: HarEntry[] = [];
      recorder.onEntry((entry) => ended.push(entry));
      const body = randomBytes(50_000);
      await client[protocol]({ url: 'https://left.example/', method: 'POST', body, abortAfter: 30_000 });
      await waitUntil('its end', () => ended.length === 1);
      assert.ok(bodyOf(ended[0]).equals(body.subarray(0, 30_000)));
      assert.match(ended[0]?._leakgate?.aborted ?? '', /the client closed the connection/);
      assert.equal(ended[0]?.response.status, 0);
      assert.deepEqual(recorder.openRequests(), []);
    });

  it('keeps data that arrived right before the client disconnected', async () => {
    const socket = await client.tunnel('gone.example:80');
    socket.write('POST / HTTP/1.1\r\nHost: gone.example\r\nContent-Length: 10\r\n\r\nlast');
    await waitUntil('its beginning', () => recorder.openRequests().length === 1);
    socket.destroy();
    await waitUntil('its end', () => recorder.openRequests().length === 0);
    assert.equal(bodyOf(recorder.since().entries[0]).toString(), 'last');
  });

  it('includes an open request before and after a mark', async () => {
    const socket = await client.tunnel('slow.example:80');
    socket.write('POST /slow HTTP/1.1\r\nHost: slow.example\r\nContent-Length: 10\r\n\r\nfirst');
    await waitUntil('its first half', () => recorder.openRequests()[0]?.bytes === 5);
    const [open] = recorder.openRequests();
    assert.deepEqual([open?.method, open?.url, open?.bytes], ['POST', 'http://slow.example/slow', 5]);
    const before = recorder.since();
    assert.equal(bodyOf(before.entries[0]).toString(), 'first');
    assert.deepEqual(before.events.filter(({ kind }) => kind === 'open-request').length, 1);
    const mark = recorder.mark();
    assert.equal(recorder.since(mark).entries.length, 1);
    socket.write('later');
    await waitUntil('its end', () => recorder.openRequests().length === 0);
    assert.equal(bodyOf(recorder.since(mark).entries[0]).toString(), 'firstlater');
    assert.deepEqual(recorder.since(recorder.mark()), { entries: [], events: [] });
    socket.destroy();
  });

  it('measures quiet from the first byte of a request head', async () => {
    const socket = await client.tunnel('quiet.example:80');
    await delay(150);
    recorder.quietMs();
    await delay(120);
    assert.ok(recorder.quietMs() >= 110, 'quiet while nothing comes');
    socket.write('GET / HT');
    await delay(30);
    assert.ok(recorder.quietMs() < 100, 'not quiet when half a line came');
    socket.destroy();
  });

  it('cuts data beyond its limit, and reports it', async () => {
    await start({ bodyLimit: 1000 });
    await client.http1({ url: 'https://big.example/', method: 'POST', body: Buffer.alloc(5000, 'x') });
    await waitUntil('an entry', () => recorder.since().entries[0]?.response.status === 200);
    const [entry] = recorder.since().entries;
    assert.equal(entry?.request.bodySize, 5000);
    assert.equal(bodyOf(entry).length, 1000);
    assert.match(entry?._leakgate?.aborted ?? '', /only the first 1000 of 5000 bytes/);
    assert.match(eventsOf(recorder, 'broken')[0]?.detail ?? '', /big\.example.*only the first 1000/);
  });

  it('records WebSocket messages, control frames and the closing reason', async () => {
    await start({
      rules: async (proxy) => {
        await proxy.forAnyWebSocket().always().thenEcho();
      },
    });
    const tunnel = await client.tunnel('ws.example:80');
    const socket = new WebSocket('ws://ws.example/s?q=1', { createConnection: () => tunnel });
    await once(socket, 'open');
    assert.deepEqual(recorder.openRequests(), [], 'an accepted WebSocket is no open request');
    const mark = recorder.mark();
    const sent = () =>
      (recorder.since(mark).entries[0]?._webSocketMessages ?? [])
        .filter(({ type, opcode }) => type === 'send' && opcode !== 10)
        .map(({ opcode, data }) => [opcode, data]);
    socket.send('té');
    socket.send(Buffer.from([0xff, 1]));
    await once(socket, 'message');
    await once(socket, 'message');
    socket.ping('in a ping');
    await once(socket, 'pong');
    socket.close(1000, 'farewell');
    await waitUntil('its end', () => sent().length === 4);
    const [entry] = recorder.since(mark).entries;
    assert.equal(entry?.request.url, 'ws://ws.example/s?q=1');
    assert.equal(entry?.response.status, 101);
    assert.deepEqual(sent(), [
      [1, 'té'],
      [2, '/wE='],
      [9, 'in a ping'],
      [8, 'farewell'],
    ]);
    assert.equal(entry?._leakgate?.responder, 'websocket');
    assert.deepEqual(
      entry?._webSocketMessages?.filter(({ type }) => type === 'receive').map(({ data }) => data),
      ['té', '/wE='],
    );
  });

  it('records refused and accepted certificates', async () => {
    const refusing = tls.connect({
      socket: await client.tunnel('refused.example:443'),
      servername: 'refused.example',
    });
    await once(refusing, 'error');
    await client.http1({ url: 'https://taken.example/' });
    await client.http2({ url: 'https://taken2.example/' });
    await waitUntil(
      'both',
      () => eventsOf(recorder, 'tls-refused').length === 1 && eventsOf(recorder, 'tls-accepted').length === 2,
    );
    const [refused] = eventsOf(recorder, 'tls-refused');
    assert.equal(refused?.sni, 'refused.example');
    assert.match(refused?.ja4 ?? '', /^t13d/);
    assert.deepEqual(
      eventsOf(recorder, 'tls-accepted').map(({ sni }) => sni),
      ['taken.example', 'taken2.example'],
    );
    assert.match(eventsOf(recorder, 'tls-accepted')[0]?.ja4 ?? '', /^t13d/);
    assert.deepEqual(
      eventsOf(recorder, 'server-name').map(({ name }) => name),
      ['refused.example', 'taken.example', 'taken2.example'],
    );
  });

  it('does not count a handshake without data as acceptance', async () => {
    const idle = tls.connect({
      socket: await client.tunnel('idle.example:443'),
      servername: 'idle.example',
      ca: ca.cert,
    });
    await once(idle, 'secureConnect');
    await delay(300);
    assert.deepEqual(eventsOf(recorder, 'tls-accepted'), []);
    assert.deepEqual(
      eventsOf(recorder, 'server-name').map(({ name }) => name),
      ['idle.example'],
    );
    idle.destroy();
  });

  it('records bytes that are not HTTP', async () => {
    const socket = await client.tunnel('binary.example:9000');
    socket.write(Buffer.from('\x00\x01secret bytes\xff', 'latin1'));
    await once(socket.resume(), 'close');
    const secure = tls.connect({
      socket: await client.tunnel('binary2.example:443'),
      servername: 'binary2.example',
      ca: ca.cert,
    });
    await once(secure, 'secureConnect');
    secure.write('\x02hidden\n');
    await once(secure.resume(), 'close');
    await waitUntil('two events', () => eventsOf(recorder, 'not-http').length === 2);
    const content = eventsOf(recorder, 'not-http').map(({ detail }) =>
      Buffer.from(/base64 (\S+)/.exec(detail)?.[1] ?? '', 'base64').toString('latin1'),
    );
    assert.deepEqual(content, ['\x00\x01secret bytes\xff', '\x02hidden\n']);
    assert.deepEqual(recorder.since().entries, []);
  });

  it('reports a request that could not be answered', async () => {
    await start({
      respond: () => {
        throw new Error('no table');
      },
    });
    assert.equal((await client.http1({ url: 'https://a.example/' })).status, 500);
    assert.match(
      eventsOf(recorder, 'broken')[0]?.detail ?? '',
      /no answer to GET https:\/\/a\.example\/: no table/,
    );
  });

  it('answers HEAD with a length and no body', async () => {
    const answer = await client.http1({ url: 'https://a.example/', method: 'HEAD' });
    assert.deepEqual([answer.status, answer.body.length], [200, 0]);
  });

  it('stops while connections are open, and can be read afterwards', async () => {
    const socket = await client.tunnel('open.example:80');
    socket.on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nHost: open.example\r\nContent-Length: 10\r\n\r\nhalf');
    const idle = net.connect({ host: '127.0.0.1', port: recorder.port });
    idle.on('error', () => undefined);
    await client.http2({ url: 'https://h2.example/' });
    await waitUntil('the half', () => recorder.openRequests().length === 1);
    const began = performance.now();
    await recorder.stop();
    assert.ok(performance.now() - began < 3000);
    const halfEntry = recorder.since().entries.find((entry) => entry.request.url.includes('open.example'));
    assert.equal(bodyOf(halfEntry).toString(), 'half');
    assert.ok(halfEntry?._leakgate?.aborted);
    assert.deepEqual(recorder.openRequests(), []);
  });

  it('records every body of 500 parallel requests', async function () {
    this.timeout(60_000);
    const ended: HarEntry[] = [];
    recorder.onEntry((entry) => ended.push(entry));
    const bodies = Array.from({ length: 500 }, (_, index) =>
      Buffer.concat([Buffer.from(`${index}:`), randomBytes(index * 20)]),
    );
    await Promise.all(
      bodies.map((body, index) =>
        client[index % 2 === 0 ? 'http1' : 'http2']({
          url: `https://host${index % 20}.example/${index}`,
          method: 'POST',
          body,
        }),
      ),
    );
    await waitUntil('all of them', () => ended.length === 500);
    const byPath = new Map(
      recorder.since().entries.map((entry) => [new URL(entry.request.url).pathname, entry]),
    );
    assert.equal(byPath.size, 500);
    for (const [index, body] of bodies.entries())
      assert.ok(bodyOf(byPath.get(`/${index}`)).equals(body), `body of ${index}`);
  });
});
