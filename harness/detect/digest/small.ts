import { Word64 } from './word64.ts';

/** CRC-32 as in zlib, PNG and `java.util.zip.CRC32` (polynomial 0xEDB88320). */
export function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);

  return ~crc >>> 0;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;

  return value;
});

/** Adler-32 (RFC 1950). */
export function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }

  return ((high << 16) | low) >>> 0;
}

/** FNV-1a, 32 bits (RFC 9923). */
export function fnv1a32(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);

  return hash >>> 0;
}

const FNV_PRIME = new Word64(0x100, 0x1b3);

/** FNV-1a, 64 bits (RFC 9923). */
export function fnv1a64(bytes: Uint8Array): Word64 {
  const hash = new Word64(0xcbf29ce4, 0x84222325);
  for (const byte of bytes) hash.xor(new Word64(0, byte)).multiply(FNV_PRIME);

  return hash;
}

/** Java's `String.hashCode()` as an unsigned 32-bit number, over the UTF-16 units of a text. */
export function javaHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;

  return hash >>> 0;
}
