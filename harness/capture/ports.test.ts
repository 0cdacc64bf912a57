import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import { eventSchema, type VisibilityEvent } from '../model/visibility.ts';
import { type CertificateAuthority, createCertificateAuthority } from './certificate-authority.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import { createTestClient, type TestClient } from './test-client.ts';

describe('ports of a recorder', () => {
  let ca: CertificateAuthority;
  let recorder: Recorder;
  const clients: TestClient[] = [];
  const clientOf = (port: number): TestClient => {
    const client = createTestClient(port, ca.cert);
    clients.push(client);

    return client;
  };
  const events = <K extends VisibilityEvent['kind']>(kind: K): Extract<VisibilityEvent, { kind: K }>[] =>
    recorder
      .since()
      .events.map((event) => eventSchema.parse(event))
      .filter((event): event is Extract<VisibilityEvent, { kind: K }> => event.kind === kind);
  const waitUntil = async (what: string, condition: () => boolean): Promise<void> => {
    const end = performance.now() + 5000;
    while (!condition()) {
      if (performance.now() > end) assert.fail(`did not happen within 5 s: ${what}`);
      await delay(10);
    }
  };

  before(async () => {
    ca = await createCertificateAuthority();
  });
  beforeEach(async () => {
    recorder = await startRecorder({
      ca,
      respond: () => ({ status: 200, headers: [], body: new Uint8Array(), responder: 'ack/test' }),
    });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await recorder.stop();
  });

  it('attribute exchanges to their UIDs in one recording', async () => {
    const ports = [recorder.port, await recorder.listenFor(10_123), await recorder.listenFor(10_200)];
    assert.equal(new Set(ports).size, 3);
    assert.equal(await recorder.listenFor(10_123), ports[1]);
    for (const [index, port] of ports.entries()) {
      await clientOf(port).http1({ url: `https://${index}.example/` });
      await clientOf(port).http2({ url: `https://${index}.example/two` });
    }
    await waitUntil('six entries', () => recorder.since().entries.length === 6);
    assert.deepEqual(
      recorder.since().entries.map(({ _leakgate }) => _leakgate?.uid),
      [undefined, undefined, 10_123, 10_123, 10_200, 10_200],
    );
    for (const kind of ['server-name', 'tls-accepted'] as const)
      assert.deepEqual(
        new Set(events(kind).map(({ attribution, uid }) => `${attribution} ${uid}`)),
        new Set(['unknown undefined', 'uid 10123', 'uid 10200']),
        kind,
      );
  });

  it('attribute a TLS refusal, an open request and non-HTTP bytes to their UIDs', async () => {
    const client = clientOf(await recorder.listenFor(10_123));
    const distrusting = tls.connect({ socket: await client.tunnel('pinned.example:443') });
    await once(distrusting, 'error');
    const raw = await client.tunnel('raw.example:80');
    raw.write('\u0001\u0002 nothing that HTTP knows\r\n\r\n');
    const unended = await client.tunnel('slow.example:80');
    unended.write('POST / HTTP/1.1\r\nHost: slow.example\r\nContent-Length: 10\r\n\r\n12');
    await waitUntil('an open request', () => events('open-request').length === 1);
    await waitUntil('bytes that are no HTTP', () => events('not-http').length === 1);
    await waitUntil('a refusal', () => events('tls-refused').length === 1);
    const uids = (['tls-refused', 'not-http', 'open-request'] as const).map((kind) => events(kind)[0]?.uid);
    assert.deepEqual(uids, [10_123, 10_123, 10_123]);
    raw.destroy();
    unended.destroy();
  });

  it('report a silent tunnel, both open and closed', async () => {
    const client = clientOf(await recorder.listenFor(10_123));
    const socket = await client.tunnel('[2001:db8::7]:5222');
    assert.deepEqual(events('silent-tunnel'), [], 'it may still speak');
    await delay(1050);
    const expected = { host: '2001:db8::7', port: 5222, attribution: 'uid', uid: 10_123 };
    const parts = () => events('silent-tunnel').map(({ kind: _kind, at: _at, ...rest }) => rest);
    assert.deepEqual(parts(), [expected]);
    socket.destroy();
    await waitUntil('its end', () => events('silent-tunnel').length === 1);
    await delay(50);
    assert.deepEqual(parts(), [expected]);
  });

  it('report no silent tunnel if the client sent HTTP, TLS or other bytes', async () => {
    const client = clientOf(recorder.port);
    await client.http1({ url: 'https://a.example/' });
    const refused = tls.connect({ socket: await client.tunnel('b.example:443') });
    await once(refused, 'error');
    const raw = await client.tunnel('c.example:5222');
    raw.write('\u0001');
    await delay(50);
    raw.destroy();
    client.close();
    await delay(1100);
    assert.deepEqual(events('silent-tunnel'), []);
  });

  it('report a TLS hello without a server name, and an IP address as target', async () => {
    const socket = tls.connect({
      socket: await clientOf(recorder.port).tunnel('192.0.2.7:443'),
      ca: ca.cert,
      checkServerIdentity: () => undefined,
    });
    socket.write('GET /x HTTP/1.1\r\nHost: 192.0.2.7\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    assert.deepEqual(
      events('server-name').map(({ name, by }) => [name, by]),
      [['192.0.2.7', 'connect']],
    );
    assert.deepEqual(
      events('tls-accepted').map(({ sni }) => sni),
      [null],
    );
    assert.equal(recorder.since().entries[0]?.request.url, 'https://192.0.2.7/x');
  });

  it('answer heartbeats without recording them or counting them as traffic', async () => {
    const agent = new http.Agent({ keepAlive: true });
    const beat = async (path: string): Promise<string> => {
      const request = http.request({ host: '127.0.0.1', port: recorder.port, path, agent }).end();
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      let text = '';
      for await (const chunk of response) text += String(chunk);

      return text;
    };
    assert.equal(await beat(`${recorder.heartbeatUrl}?1`), 'beat 1\n');
    await delay(300);
    const quiet = recorder.quietMs();
    for (let number = 2; number < 8; number++) {
      assert.equal(await beat(`${recorder.heartbeatUrl}?${number}`), `beat ${number}\n`);
      await delay(60);
    }
    assert.ok(recorder.quietMs() > quiet, 'a heartbeat was taken for traffic');
    assert.deepEqual(recorder.since(), { entries: [], events: [] });
    agent.destroy();
  });

  it('close connections on the common port, but not heartbeats, later ones or other ports', async () => {
    const uidPort = await recorder.listenFor(10_123);
    const connect = async (port: number): Promise<net.Socket> => {
      const socket = net
        .connect(port, '127.0.0.1')
        .resume()
        .on('error', () => {}); // The test expects that the recorder cuts this connection.
      await once(socket, 'connect');

      return socket;
    };
    const [idle, active, heartbeat, onUidPort] = await Promise.all(
      [recorder.port, recorder.port, recorder.port, uidPort].map(connect),
    );
    active?.write('GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n');
    heartbeat?.write(`GET ${recorder.heartbeatUrl}?1 HTTP/1.1\r\nHost: x\r\n\r\n`);
    await delay(100);
    recorder.closeUnredirected();
    const later = await connect(recorder.port);
    await waitUntil('the cut', () => [idle, active].every((socket) => socket?.closed === true));
    assert.deepEqual(
      [heartbeat, onUidPort, later].map((socket) => socket?.closed),
      [false, false, false],
    );
    for (const socket of [heartbeat, onUidPort, later]) socket?.destroy();
  });

  it('record requests of an app to the host of heartbeats', async () => {
    const url = new URL(recorder.heartbeatUrl);
    await clientOf(recorder.port).http1({ url: `${url.origin}/stolen?secret` });
    await waitUntil('an entry', () => recorder.since().entries.length === 1);
  });
});
