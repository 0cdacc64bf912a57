import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts';
import { waitForQuiet } from './in-flight.ts';

const PORT = 8080;
const APP_UID = 10_123;

describe('the list of what is in flight', () => {
  let device: BareDevice;
  let server: Server;
  let accepted: Socket[];

  before(async () => {
    device = await createBareDevice();
  });
  after(() => device.stop());
  beforeEach(async () => {
    accepted = [];
    server = createServer((socket) => accepted.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    device.tunnel(PORT, address.port);
  });
  afterEach(async () => {
    for (const socket of accepted) socket.destroy();
    server.close();
    assert.deepEqual(await waitForQuiet(device, 4000), []);
  });

  const connect = async (): Promise<{ app: Duplex; server: Socket }> => {
    const app = await device.network.connect({ uid: APP_UID, host: '127.0.0.1', port: PORT });
    app.on('error', () => undefined).on('data', () => undefined);
    while (accepted.length === 0) await once(server, 'connection');
    const socket = accepted.at(-1);
    assert.ok(socket);

    return { app, server: socket };
  };
  const answer = async (connection: { app: Duplex; server: Socket }): Promise<void> => {
    const arrived = once(connection.app, 'data');
    connection.server.write('answer');
    await arrived;
  };
  const listAfter = async (limitMs: number): Promise<string[]> => await waitForQuiet(device, limitMs);

  it('is empty if nothing happens', async () => {
    assert.deepEqual(await listAfter(1000), []);
  });

  it('has a request until its response arrives', async () => {
    const connection = await connect();
    connection.app.write('request');
    assert.deepEqual(await listAfter(300), [`tcp 127.0.0.1:${PORT} of UID ${APP_UID}`]);
    await answer(connection);
    assert.deepEqual(await listAfter(1000), [], 'a connection that is kept open is not in flight');
  });

  it('has a request on a reused connection', async () => {
    const connection = await connect();
    connection.app.write('request');
    await answer(connection);
    connection.app.write('another');
    assert.equal((await listAfter(300)).length, 1);
  });

  it('has an open connection without data, but no closed one', async () => {
    const { app } = await connect();
    assert.equal((await listAfter(300)).length, 1);
    app.destroy();
    assert.deepEqual(await listAfter(1000), []);
  });

  it('has a response that is still arriving', async () => {
    const connection = await connect();
    connection.app.write('request');
    await answer(connection);
    const more = setInterval(() => connection.server.write('more'), 20);
    try {
      assert.deepEqual(await listAfter(400), ['packets']);
    } finally {
      clearInterval(more);
    }
  });

  it('drops a request without a response for 2 seconds', async () => {
    const { app } = await connect();
    app.write('a message that needs no answer');
    const began = performance.now();
    assert.deepEqual(await listAfter(4000), []);
    assert.ok(performance.now() - began >= 2000);
  });

  it('has a datagram that may get a response', async () => {
    const options = { uid: APP_UID, host: '198.18.0.9', port: 9, body: Buffer.from('x') };
    const sent = device.network.datagram({ ...options, timeoutMs: 600 });
    assert.deepEqual(await listAfter(200), [`udp 198.18.0.9:9 of UID ${APP_UID}`]);
    await sent;
    assert.deepEqual(await listAfter(1000), []);
  });

  it('has a timer that is due', async () => {
    device.clock.after(0, () => undefined);
    assert.deepEqual(device.inFlight.list(), ['overdue timers: 1']);
    assert.deepEqual(await listAfter(1000), []);
  });

  it('has the work of other parts of the handset', async () => {
    const remove = device.inFlight.addSource(() => ['a page']);
    assert.deepEqual(await listAfter(100), ['a page']);
    remove();
    assert.deepEqual(await listAfter(1000), []);
  });

  it('has work that starts during a wait', async () => {
    const connection = await connect();
    connection.app.write('request');
    await answer(connection);
    const waited = listAfter(2000);
    setTimeout(() => connection.app.write('another'), 60);
    setTimeout(() => connection.server.write('answer'), 500);
    const began = performance.now();
    assert.deepEqual(await waited, []);
    assert.ok(performance.now() - began >= 500, 'it did not wait for the request');
  });
});
