import { hash } from 'node:crypto';
import { murmur128, murmur32 } from './murmur3.ts';
import { adler32, crc32, fnv1a32, fnv1a64, javaHash } from './small.ts';
import { xxhash32, xxhash64 } from './xxhash.ts';

/** A digest of at least 64 bits, as the bytes that are written or sent; some have more than one way of writing. */
export interface Algorithm {
  /** As in `digest:md5`. */
  name: string;
  of(text: string): Uint8Array[];
}

/** OpenSSL 3 has all of these in its default provider; md2, md4 and whirlpool are not there and are not looked for. */
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

/** Those of which people make digests again. */
export const COMMON = ['md5', 'sha1', 'sha256', 'sha512'] as const;

export function digest(name: string, data: string | Uint8Array): Buffer {
  return hash(name, data, 'buffer');
}

/** Digests of 64 bits and more. Numbers are written big-endian, as their hex is, and little-endian, as memory is. */
export const algorithms: readonly Algorithm[] = [
  ...CRYPTOGRAPHIC.map((name): Algorithm => ({ name, of: (text) => [digest(name, text)] })),
  { name: 'fnv1a-64', of: (text) => bothEndians([fnv1a64(Buffer.from(text))]) },
  { name: 'xxhash64', of: (text) => bothEndians([xxhash64(Buffer.from(text))]) },
  { name: 'murmur3-128', of: (text) => bothEndians(murmur128(Buffer.from(text))) },
];

/** Digests of 32 bits, as numbers without a sign. They prove nothing alone. */
export const shortAlgorithms: readonly { name: string; of(text: string): number }[] = [
  { name: 'crc32', of: (text) => crc32(Buffer.from(text)) },
  { name: 'adler32', of: (text) => adler32(Buffer.from(text)) },
  { name: 'fnv1a-32', of: (text) => fnv1a32(Buffer.from(text)) },
  { name: 'xxhash32', of: (text) => xxhash32(Buffer.from(text)) },
  { name: 'murmur3-32', of: (text) => murmur32(Buffer.from(text)) },
  { name: 'java-hashcode', of: (text) => javaHash(text) },
];

function bothEndians(words: readonly bigint[]): Uint8Array[] {
  const big = Buffer.alloc(words.length * 8);
  const little = Buffer.alloc(words.length * 8);
  for (const [at, word] of words.entries()) {
    big.writeBigUInt64BE(word, at * 8);
    little.writeBigUInt64LE(word, at * 8);
  }

  return [big, little];
}
