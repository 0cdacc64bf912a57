import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import WebSocket from 'ws';
import type { DirectPort } from '../model/direct-port.ts';
import { eventSchema, type VisibilityEvent } from '../model/visibility.ts';
import { type CertificateAuthority, createCertificateAuthority } from './certificate-authority.ts';
import { type Recorder, startRecorder } from './recorder.ts';

const UID = 10_123;

describe('connections without the proxy', () => {
  let ca: CertificateAuthority;
  let recorder: Recorder;
  const events = (): VisibilityEvent[] => recorder.since().events.map((event) => eventSchema.parse(event));
  const waitUntil = async (what: string, condition: () => boolean): Promise<void> => {
    const end = performance.now() + 5000;
    while (!condition()) {
      if (performance.now() > end) assert.fail(`did not happen within 5 s: ${what}`);
      await delay(10);
    }
  };
  const connect = async (direct: DirectPort): Promise<net.Socket> => {
    const socket = net.connect(await recorder.listenFor(UID, direct), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');

    return socket;
  };
  const connectTls = async (options: tls.ConnectionOptions): Promise<tls.TLSSocket> => {
    const socket = tls.connect({ socket: await connect(443), ca: ca.cert, ...options });
    await once(socket, 'secureConnect');

    return socket;
  };
  /** What the recording has of each exchange: URL, body, port, UID and the host that the connection named. */
  const exchanges = () =>
    recorder.since().entries.map(({ request, _leakgate: marks }) => ({
      url: request.url,
      text: request.postData?.text,
      redirected: marks?.redirected,
      uid: marks?.uid,
      via: marks?.via,
    }));
  const expectExchange = async (expected: Partial<ReturnType<typeof exchanges>[number]>): Promise<void> => {
    await waitUntil(
      'one exchange',
      () => recorder.since().entries.length === 1 && recorder.openRequests().length === 0,
    );
    assert.deepEqual(exchanges(), [{ text: undefined, uid: UID, via: undefined, ...expected }]);
    assert.deepEqual(
      events().filter(({ kind }) => kind !== 'server-name' && kind !== 'tls-accepted'),
      [],
    );
  };
  const post = (options: https.RequestOptions, body: string): Promise<unknown> => {
    const request = (options.protocol === 'https:' ? https : http).request({ method: 'POST', ...options });
    request.end(body);

    return once(request, 'response').then(([response]) => (response as http.IncomingMessage).resume());
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
    await recorder.stop();
  });

  it('have a port of their own for each UID and each class of ports', async () => {
    const all = [
      recorder.port,
      await recorder.listenFor(UID),
      await recorder.listenFor(UID, 443),
      await recorder.listenFor(UID, 80),
      await recorder.listenFor(UID, 'other'),
      await recorder.listenFor(10_124, 443),
    ];
    assert.equal(new Set(all).size, all.length);
    assert.equal(await recorder.listenFor(UID, 443), all[2]);
  });

  it('are read as the host of the TLS hello', async () => {
    const socket = await connectTls({ servername: 'a.example', ALPNProtocols: ['http/1.1'] });
    await post(
      { protocol: 'https:', createConnection: () => socket, headers: { host: 'a.example' }, path: '/x' },
      'text',
    );
    await expectExchange({ url: 'https://a.example/x', text: 'text', redirected: 443 });
    assert.deepEqual(
      events().map((event) => [
        event.kind,
        'name' in event ? event.name : undefined,
        'uid' in event && event.uid,
      ]),
      [
        ['server-name', 'a.example', UID],
        ['tls-accepted', undefined, UID],
      ],
    );
  });

  it('are read if they use HTTP/2', async () => {
    const socket = await connectTls({ servername: 'a.example', ALPNProtocols: ['h2'] });
    const session = http2.connect('https://a.example', { createConnection: () => socket });
    const stream = session.request({ ':path': '/two', ':method': 'POST' });
    stream.end('text');
    await once(stream, 'response');
    stream.resume();
    await once(stream, 'end');
    session.close();
    await expectExchange({ url: 'https://a.example/two', text: 'text', redirected: 443 });
  });

  it('are read without a server name if the app accepts the certificate', async () => {
    const socket = await connectTls({ servername: '', checkServerIdentity: () => undefined });
    const headers = { host: '192.0.2.7' };
    await post({ protocol: 'https:', createConnection: () => socket, headers, path: '/' }, 'text');
    await expectExchange({ url: 'https://192.0.2.7/', text: 'text', redirected: 443 });
  });

  it('name both hosts if the request is for another host than the TLS hello', async () => {
    const socket = await connectTls({ servername: 'front.example', ALPNProtocols: ['http/1.1'] });
    const headers = { host: 'behind.example' };
    await post({ protocol: 'https:', createConnection: () => socket, host: 'x', headers, path: '/' }, 'text');
    await expectExchange({
      url: 'https://behind.example/',
      text: 'text',
      redirected: 443,
      via: 'front.example',
    });
  });

  it('are read as the host of the Host header', async () => {
    const socket = await connect(80);
    await post({ createConnection: () => socket, host: 'b.example', path: '/y' }, 'text');
    await expectExchange({ url: 'http://b.example/y', text: 'text', redirected: 80 });
  });

  it('are read on any other port', async () => {
    const socket = await connect('other');
    await post({ createConnection: () => socket, host: 'b.example', port: 8080, path: '/z' }, 'text');
    await expectExchange({ url: 'http://b.example:8080/z', text: 'text', redirected: 'other' });
  });

  it('are read if they name an IP address', async () => {
    const socket = await connect(80);
    await post({ createConnection: () => socket, host: '192.0.2.7', path: '/' }, 'text');
    await expectExchange({ url: 'http://192.0.2.7/', text: 'text', redirected: 80 });
  });

  it('are read if they are WebSockets', async () => {
    const connection = await connect(80);
    const socket = new WebSocket('ws://c.example/push', { createConnection: (() => connection) as never });
    await once(socket, 'open');
    socket.send('text');
    const messages = () =>
      recorder.since().entries.map((entry) => entry._webSocketMessages?.map(({ data }) => data));
    await waitUntil('a message', () => messages()[0]?.length === 1);
    assert.deepEqual(messages(), [['text']]);
    assert.deepEqual(
      exchanges().map(({ url, redirected, uid }) => [url, redirected, uid]),
      [['ws://c.example/push', 80, UID]],
    );
    socket.terminate();
  });

  it('are events if the app refuses the certificate, with and without a server name', async () => {
    for (const servername of ['pinned.example', '']) {
      const socket = tls.connect({ socket: await connect(443), servername });
      await once(socket, 'error');
    }
    await waitUntil('two refusals', () => events().filter(({ kind }) => kind === 'tls-refused').length === 2);
    assert.deepEqual(
      events().flatMap((event) => (event.kind === 'tls-refused' ? [[event.sni, event.uid]] : [])),
      [
        ['pinned.example', UID],
        [null, UID],
      ],
    );
  });

  for (const [what, bytes] of [
    ['a binary protocol', '\u0001\u0002 nothing that HTTP knows\r\n\r\n'],
    ['SOCKS', '\u0005\u0001\u0000 and more than a few bytes'],
    ['a TLS record that is no hello', '\u0016\u0003\u0001\u0000\u0010 nothing that TLS knows'],
    ['MQTT', '\u0010\u001e\u0000\u0004MQTT\u0004\u0002\u0000\u003c\u0000\u0012client-with-history'],
    ['a line without an end', 'HELLO mail.example, this is a long line of text'],
  ] as const)
    for (const direct of [443, 'other'] as const)
      it(`are events if they send ${what} to port ${direct}`, async () => {
        const socket = await connect(direct);
        socket.write(Buffer.from(bytes, 'latin1'));
        await delay(100);
        socket.end();
        await waitUntil('an event', () => events().length > 0);
        const unread = events().filter(({ kind }) => kind === 'not-http' || kind === 'tls-refused');
        assert.notEqual(unread.length, 0, JSON.stringify(events()));
        for (const event of unread) assert.equal('uid' in event && event.uid, UID);
        assert.deepEqual(exchanges(), []);
      });

  it('are events if their server would speak first', async () => {
    const socket = await connect('other');
    assert.deepEqual(events(), []);
    await delay(1050);
    const expected = { host: 'unknown', port: 0, attribution: 'uid', uid: UID };
    const parts = () => events().map(({ kind, at: _at, ...rest }) => ({ kind, ...rest }));
    assert.deepEqual(parts(), [{ kind: 'silent-tunnel', ...expected }]);
    socket.destroy();
    await delay(100);
    assert.deepEqual(parts(), [{ kind: 'silent-tunnel', ...expected }]);
  });

  it('are events if they ask another proxy for a tunnel, whose content is read', async () => {
    const early = await connect('other');
    const request = http.request({
      createConnection: () => early,
      host: 'proxy.example',
      method: 'CONNECT',
      path: 'd.example:80',
    });
    request.end();
    const [, socket] = (await once(request, 'connect')) as [unknown, net.Socket];
    await post({ createConnection: () => socket, host: 'd.example', path: '/' }, 'text');
    await waitUntil('one exchange', () => recorder.since().entries.length === 1);
    assert.deepEqual(
      exchanges().map(({ url, text, redirected }) => [url, text, redirected]),
      [['http://d.example/', 'text', 'other']],
    );
    assert.match(JSON.stringify(events()), /a CONNECT request for d\.example to an unknown proxy/);
  });
});
