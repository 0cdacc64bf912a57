import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { createDevicePorts } from './ports.ts';

describe('the ports of the handset', () => {
  it('connect to what listens, and refuse where nothing does', async () => {
    const ports = createDevicePorts();
    await assert.rejects(ports.dial(80), { code: 'ECONNREFUSED' });
    const listener = ports.listen(80, (stream) => void stream.end('hello'));
    assert.equal(await text(await ports.dial(80)), 'hello');
    assert.throws(() => ports.listen(80, () => undefined), { code: 'EADDRINUSE' });
    listener.close();
    await assert.rejects(ports.dial(80), { code: 'ECONNREFUSED' });
  });

  it('carry more than fits at once, each direction ending by itself', async () => {
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

  it('end for the peer of one that is destroyed', async () => {
    const ports = createDevicePorts();
    ports.listen(80, (stream) => stream.destroy());
    assert.equal(await text(await ports.dial(80)), '');
  });

  it('list reverse tunnels, and let another one take its place', () => {
    const ports = createDevicePorts();
    const open = () => Promise.reject(new Error('unused'));
    ports.reverse(8080, 'tcp:1', open);
    ports.reverse(8080, 'tcp:2', open);
    assert.deepEqual(ports.reversed(), [{ port: 8080, remote: 'tcp:2' }]);
    assert.ok(ports.removeReverse(8080));
    assert.ok(!ports.removeReverse(8080));
  });
});
