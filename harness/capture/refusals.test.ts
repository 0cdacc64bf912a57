import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { eventSchema, type VisibilityEvent } from '../model/visibility.ts';
import { type CertificateAuthority, createCertificateAuthority } from './certificate-authority.ts';
import { type Recorder, startRecorder } from './recorder.ts';
import { REFUSED_BY_RECORDER } from './refusals.ts';
import { createTestClient, type TestClient } from './test-client.ts';

const UID = 10_123;
const BODY = Buffer.from('visited=canary');

describe('the common port, while other apps are refused', () => {
  let ca: CertificateAuthority;
  let recorder: Recorder;
  let client: TestClient;
  const clients: TestClient[] = [];
  const clientOf = (port: number): TestClient => {
    const each = createTestClient(port, ca.cert);
    clients.push(each);

    return each;
  };
  const events = <K extends VisibilityEvent['kind']>(kind: K) =>
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
      exceptions: {
        isHost: (host) => host === 'probe.example',
        isRequest: ({ method, url }) => method === 'GET' && new URL(url).pathname === '/generate_204',
      },
    });
    client = clientOf(recorder.port);
    recorder.refuseUnredirected(true);
  });
  afterEach(async () => {
    for (const each of clients.splice(0)) each.close();
    await recorder.stop();
  });

  it('records a plain request with its body and never answers it', async () => {
    await assert.rejects(client.http1({ url: 'http://a.example/collect', method: 'POST', body: BODY }));
    await waitUntil('an exchange that ended', () => recorder.openRequests().length === 0);
    const [entry] = recorder.since().entries;
    assert.equal(entry?.request.url, 'http://a.example/collect');
    assert.equal(entry?.request.postData?.text, BODY.toString());
    assert.equal(entry?.response.status, 0);
    assert.equal(entry?._leakgate?.responder, 'refused');
  });

  it('accepts a tunnel and refuses TLS at the hello, with its server name as an event', async () => {
    for (const send of [client.http1, client.http2])
      await assert.rejects(send({ url: 'https://b.example/collect', method: 'POST', body: BODY }));
    await waitUntil('two refusals', () => events('tls-refused').length === 2);
    for (const event of events('tls-refused'))
      assert.deepEqual([event.sni, event.cause, 'uid' in event], ['b.example', REFUSED_BY_RECORDER, false]);
    assert.deepEqual(
      events('server-name').map(({ name, by }) => [name, by]),
      [
        ['b.example', 'connect'],
        ['b.example', 'connect'],
      ],
    );
    assert.deepEqual(recorder.since().entries, []);
  });

  it('accepts no WebSocket', async () => {
    await assert.rejects(client.webSocket('wss://probe.example/socket', {}, ['visited=canary']));
    assert.ok(recorder.since().entries.every(({ response }) => response.status !== 101));
  });

  it('answers connectivity checks, and nothing else at their hosts', async () => {
    assert.equal((await client.http1({ url: 'http://d.example/generate_204' })).status, 200);
    for (const send of [client.http1, client.http2]) {
      assert.equal((await send({ url: 'https://probe.example/generate_204' })).status, 200);
      await assert.rejects(send({ url: 'https://probe.example/collect', method: 'POST', body: BODY }));
    }
  });

  it('answers heartbeats, and apps on a port of their own', async () => {
    const heartbeat = await client.http1({ url: `${recorder.heartbeatUrl}?1` });
    assert.equal(heartbeat.body.toString(), 'beat 1\n');
    const own = clientOf(await recorder.listenFor(UID));
    assert.equal((await own.http1({ url: 'https://e.example/' })).status, 200);
  });

  it('answers everybody again once it is switched off', async () => {
    recorder.refuseUnredirected(false);
    assert.equal((await client.http1({ url: 'https://f.example/' })).status, 200);
  });
});
