import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { findFreePort } from './free-port.mjs';

describe('a free port', () => {
  it('is outside the ephemeral range of the system, and never the same twice', async () => {
    const ports = await Promise.all(Array.from({ length: 300 }, findFreePort));
    const ephemeral = await ephemeralPort();
    assert.equal(new Set(ports).size, ports.length);
    assert.ok(Math.max(...ports) < 32_768, `${Math.max(...ports)}`);
    assert.ok(ephemeral >= 32_768, `the system chose ${ephemeral}`);
  });

  it('can be listened on', async () => {
    const port = await findFreePort();
    const server = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
    assert.equal((server.address() as AddressInfo).port, port);
    server.close();
  });
});

/** A port that the system chooses. */
async function ephemeralPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  server.close();

  return port;
}
