import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Above the default ports of adb, Appium and its driver, and below the ephemeral range (from 32768 on Linux, ip(7); from
 * 49152 by RFC 6335). The system may assign an ephemeral port to another process before the intended server listens on it.
 */
const RANGE = { first: 20_000, last: 32_767 };
const ATTEMPTS = 500;

/** Ports that were drawn, free or not. @type {Set<number>} */
const drawn = new Set();

/**
 * A free port on the loopback that this process has not returned before.
 * @returns {Promise<number>}
 */
export async function findFreePort() {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(RANGE.first, RANGE.last + 1);
    if (drawn.has(port)) continue;
    drawn.add(port); // Before the probe: another caller may draw the same port meanwhile.
    if (await isPortFree(port)) return port;
  }
  throw new Error(`no free port was found from ${RANGE.first} to ${RANGE.last} (attempts: ${ATTEMPTS})`);
}

/**
 * Whether nobody listens on a port of the loopback.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isPortFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    // In use, or not allowed for this user: either way not free.
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
