import assert from 'node:assert/strict';
import { parseSockets } from './sockets.ts';

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const ROW =
  '   0: 6401A8C0:9C40 0A0200C0:01BB 01 00000000:00000000 00:00000000 00000000 10123        0 12345 1';
const tables = (changed: Record<string, string> = {}): string =>
  Object.entries({ tcp: `${HEADER}\n${ROW}`, tcp6: HEADER, udp: HEADER, udp6: HEADER, ...changed })
    .map(([name, text]) => `${name}\n${text}\n`)
    .join('');
const errorOf = (name: string, message: string): string => `cat: /proc/net/${name}: ${message}`;

describe('parseSockets', () => {
  it('reads all four tables', () => {
    assert.deepEqual(parseSockets(tables()), [
      { uid: 10_123, family: 'ipv4', protocol: 'tcp', remote: '192.0.2.10', port: 443, localPort: 40_000 },
    ]);
  });

  it('counts a missing table of IPv6 as empty, because the kernel has no IPv6', () => {
    const missing = (name: string) => errorOf(name, 'No such file or directory');
    assert.equal(parseSockets(tables({ tcp6: missing('tcp6'), udp6: missing('udp6') })).length, 1);
    for (const name of ['tcp', 'udp'])
      assert.throws(() => parseSockets(tables({ [name]: missing(name) })), /No such file/);
  });

  for (const name of ['tcp', 'tcp6', 'udp', 'udp6'])
    it(`throws if ${name} exists and cannot be read, or not to its end`, () => {
      const denied = errorOf(name, 'Permission denied');
      assert.throws(
        () => parseSockets(tables({ [name]: denied })),
        new RegExp(`/proc/net/${name} .*Permission`),
      );
      const cut = `${HEADER}\n${ROW}\n${errorOf(name, 'Input/output error')}`;
      assert.throws(() => parseSockets(tables({ [name]: cut })), /Input\/output error/);
      assert.throws(() => parseSockets(tables({ [name]: '' })), new RegExp(`/proc/net/${name} `));
    });

  it('throws if the output ends before the last table', () => {
    assert.throws(() => parseSockets(tables().replace(/udp6[^]*/, '')), /udp6/);
  });
});
