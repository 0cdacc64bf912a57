import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { createDevicePorts } from './ports.ts';

describe('the ports of the handset', () => {
  it('connect to a listener, and refuse without one', async () => {
    const ports = createDevicePorts();
    await assert.rejects(ports.dial(80), { code: 'ECONNREFUSED' });
    const listener = ports.listen(80, (stream) => void stream.end('hello'));
    assert.equal(await text(await ports.dial(80)), 'hello');
    assert.throws(() => ports.listen(80, () => undefined), { code: 'EADDRINUSE' });
    listener.close();
    await assert.rejects(ports.dial(80), { code: 'ECONNREFUSED' });
  });

  it('transfer more than a buffer holds, and end each direction separately', async () => {
    const ports = createDevicePorts();
    const sent = 'x'.repeat(1_000_000);
    ports.listen(80, (stream) => {
      let received = 0;
      stream.on('data', (chunk: Buffer) => (received += chunk.length));
      stream.on('end', () => stream.end(String(received)));
    });
    const stream = await ports.dial(80);
    stream.end(sent);
    assert.equal(await text(stream), String(sent.length));
  });

  it('end for the peer of a destroyed end', async () => {
    const ports = createDevicePorts();
    ports.listen(80, (stream) => stream.destroy());
    assert.equal(await text(await ports.dial(80)), '');
  });

  it('list reverse tunnels, and replace one', () => {
    const ports = createDevicePorts();
    const open = () => Promise.reject(new Error('unused'));
    ports.reverse(8080, 'tcp:1', open);
    ports.reverse(8080, 'tcp:2', open);
    assert.deepEqual(ports.reverses(), [{ port: 8080, remote: 'tcp:2' }]);
    assert.ok(ports.removeReverse(8080));
    assert.ok(!ports.removeReverse(8080));
  });
});
