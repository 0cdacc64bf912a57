import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { freePort } from './free-port.mjs';

describe('a free port', () => {
  it('is none that the system gives to whoever asks for any, and never the same twice', async () => {
    const ports = await Promise.all(Array.from({ length: 300 }, freePort));
    const any = await anyPort();
    assert.equal(new Set(ports).size, ports.length);
    assert.ok(Math.max(...ports) < 32_768, `${Math.max(...ports)}`);
    assert.ok(any >= 32_768, `the system gave ${any}`);
  });

  it('can be listened on', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
    assert.equal((server.address() as AddressInfo).port, port);
    server.close();
  });
});

/** What the system gives where any port will do. */
async function anyPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  server.close();

  return port;
}
