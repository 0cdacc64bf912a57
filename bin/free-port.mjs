import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Where ports are looked for: above what adb, Appium and its driver listen on by default, and below what systems give to
 * whoever asks for any port (from 32768 on Linux, ip(7); from 49152 by RFC 6335). Out of that, a port would be given away
 * again before who is meant to listen on it does so, and another server would be taken for that one.
 */
const RANGE = { first: 20_000, last: 32_767 };
const ATTEMPTS = 500;

/** Ports that were drawn, free or not. @type {Set<number>} */
const given = new Set();

/**
 * A port on the loopback that is free, and was not given by this process before.
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(RANGE.first, RANGE.last + 1);
    if (given.has(port)) continue;
    given.add(port); // Before the probe: another caller may draw the same port meanwhile.
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port was found from ${RANGE.first} to ${RANGE.last} (attempts: ${ATTEMPTS})`);
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    // Taken, or not ours to take: both rule it out.
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
