import { createHash } from 'node:crypto';
import { isIP } from 'node:net';

/** The DNS server of the handset: the router of its Wi-Fi. */
export const resolverAddress = { 4: '192.168.1.1', 6: 'fe80::1' } as const;

/**
 * The address of a name on the handset's own internet: always the same one, from a reserved range (RFC 2544 for IPv4,
 * RFC 3849 for IPv6). Undefined for a name that cannot exist: bad syntax, or `.invalid` (RFC 6761).
 */
export function addressOf(name: string, family: 4 | 6): string | undefined {
  if (isIP(name) !== 0) return isIP(name) === family ? name : undefined;
  if (!isHostName(name) || /(^|\.)invalid\.?$/i.test(name)) return undefined;
  if (/(^|\.)localhost\.?$/i.test(name)) return family === 4 ? '127.0.0.1' : '::1';
  const hash = createHash('sha256').update(name.toLowerCase().replace(/\.$/, '')).digest();
  if (family === 4) return `198.${18 + (hash.readUInt8(0) & 1)}.${hash.readUInt8(1)}.${hash.readUInt8(2)}`;
  const groups = Array.from({ length: 6 }, (_, at) => hash.readUInt16BE(at * 2).toString(16));

  return `2001:db8:${groups.join(':')}`;
}

export function isLoopback(host: string): boolean {
  return /^(127(\.\d+){3}|::1|\[::1\]|localhost)$/i.test(host);
}

function isHostName(name: string): boolean {
  const labels = name.replace(/\.$/, '').split('.');

  return (
    name.length <= 253 && labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label))
  );
}
