import { createHash, hash } from 'node:crypto';
import { cityhash64 } from './city64.ts';
import { crc64Iso, crc64Xz } from './crc64.ts';
import { cyrb53 } from './cyrb53.ts';
import { md4 } from './md4.ts';
import { murmur2, murmur64a } from './murmur2.ts';
import { murmur128, murmur32 } from './murmur3.ts';
import { siphash24 } from './siphash.ts';
import { adler32, crc32, javaHash } from './small.ts';
import { anyWidth, fnv32, fnv64, hash32, hash64, java64, type StringHash } from './string-hashes.ts';
import type { Word64 } from './word64.ts';
import { xxhash32, xxhash64 } from './xxhash.ts';

/**
 * Every digest of OpenSSL 3's default provider, and MD4. The provider also lists `md5-sha1`, which is an MD5 and a SHA-1
 * one after the other.
 */
export const CRYPTOGRAPHIC = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha512-224',
  'sha512-256',
  'sha3-224',
  'sha3-256',
  'sha3-384',
  'sha3-512',
  'shake128',
  'shake256',
  'blake2b512',
  'blake2s256',
  'ripemd160',
  'sm3',
  'md4',
] as const;

/** Algorithms for which digests of digests are searched. */
export const COMMON = ['md5', 'sha1', 'sha256', 'sha512'] as const;

/** Bytes. A shorter output of these begins with the same bytes. OpenSSL 3.4 has no default length. */
const EXTENDABLE: Readonly<Record<string, number>> = { shake128: 32, shake256: 64 };

/** A digest with one character per byte, which costs half as much as a buffer. */
export function digest(name: string, data: string | Uint8Array): string {
  if (name === 'md4') return md4(typeof data === 'string' ? Buffer.from(data) : data).toString('latin1');
  const outputLength = EXTENDABLE[name];
  if (outputLength !== undefined) return createHash(name, { outputLength }).update(data).digest('binary');

  return hash(name, data, 'binary');
}

export interface NumericAlgorithm {
  name: string;
  /** A digest of 64 bits, or the first 64 bits of a longer one. */
  of(bytes: Uint8Array, text: string): Word64;
}

/** Digests of 64 bits that are found at any offset. */
export const numericAlgorithms: readonly NumericAlgorithm[] = [
  ...fnv64.map(ofBytes),
  { name: 'xxhash64', of: xxhash64 },
  { name: 'murmur3-128', of: (bytes) => murmur128(bytes)[0] },
  { name: 'cityhash64', of: cityhash64 },
];

/** More digests of 64 bits (cyrb53: 53 bits), which are found as separate values only. */
export const rareNumericAlgorithms: readonly NumericAlgorithm[] = [
  ...anyWidth.map((each) => ofUnits({ ...each, name: `${each.name}-64` })),
  ofUnits(java64),
  { name: 'murmur3-128', of: (bytes) => murmur128(bytes)[1] },
  { name: 'murmur2-64', of: murmur64a },
  { name: 'siphash', of: (bytes) => siphash24(bytes) },
  { name: 'crc64-xz', of: crc64Xz },
  { name: 'crc64-iso', of: crc64Iso },
  { name: 'cyrb53', of: (_, text) => cyrb53(text) },
];

/** Digests of 32 bits, as unsigned numbers. Alone they prove nothing. */
export const shortAlgorithms: readonly { name: string; of(bytes: Uint8Array, text: string): number }[] = [
  { name: 'crc32', of: crc32 },
  { name: 'adler32', of: adler32 },
  ...fnv32.map((each) => ({ name: each.name, of: (bytes: Uint8Array) => hash32(each, bytes) })),
  { name: 'xxhash32', of: (bytes) => xxhash32(bytes) },
  { name: 'murmur3-32', of: (bytes) => murmur32(bytes) },
  { name: 'murmur2-32', of: murmur2 },
  { name: 'java-hashcode', of: (_, text) => javaHash(text) },
  ...anyWidth.map((each) => ({
    name: each.name,
    of: (_: Uint8Array, text: string) => hash32(each, unitsOf(text)),
  })),
];

function ofBytes(each: StringHash): NumericAlgorithm {
  return { name: each.name, of: (bytes) => hash64(each, bytes) };
}

/** Java and JavaScript hash UTF-16 units, which for ASCII equal the bytes. */
function ofUnits(each: StringHash): NumericAlgorithm {
  return { name: each.name, of: (_, text) => hash64(each, unitsOf(text)) };
}

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at);

  return units;
}
