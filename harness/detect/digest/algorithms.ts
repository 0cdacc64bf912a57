import { hash } from 'node:crypto';
import { murmur128, murmur32 } from './murmur3.ts';
import { adler32, crc32, fnv1a32, fnv1a64, javaHash } from './small.ts';
import type { Word64 } from './word64.ts';
import { xxhash32, xxhash64 } from './xxhash.ts';

/** All are in OpenSSL 3's default provider. It does not have md2, md4 and whirlpool, so these are not searched. */
export const CRYPTOGRAPHIC = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha3-224',
  'sha3-256',
  'sha3-384',
  'sha3-512',
  'ripemd160',
] as const;

/** Algorithms for which digests of digests are searched. */
export const COMMON = ['md5', 'sha1', 'sha256', 'sha512'] as const;

/** A digest with one character per byte, which costs half as much as a buffer. */
export function digest(name: string, data: string | Uint8Array): string {
  return hash(name, data, 'binary');
}

/** Digests of 64 bits, or the first 64 bits of longer ones. */
export const numericAlgorithms: readonly { name: string; of(bytes: Uint8Array): Word64 }[] = [
  { name: 'fnv1a-64', of: fnv1a64 },
  { name: 'xxhash64', of: xxhash64 },
  { name: 'murmur3-128', of: (bytes) => murmur128(bytes)[0] },
];

/** Digests of 32 bits, as unsigned numbers. Alone they prove nothing. */
export const shortAlgorithms: readonly { name: string; of(bytes: Uint8Array, text: string): number }[] = [
  { name: 'crc32', of: crc32 },
  { name: 'adler32', of: adler32 },
  { name: 'fnv1a-32', of: fnv1a32 },
  { name: 'xxhash32', of: (bytes) => xxhash32(bytes) },
  { name: 'murmur3-32', of: (bytes) => murmur32(bytes) },
  { name: 'java-hashcode', of: (_, text) => javaHash(text) },
];
