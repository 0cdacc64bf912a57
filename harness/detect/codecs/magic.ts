import { isGzip } from './inflate.ts';
import { beginsLikeZip } from './zip-records.ts';
import { isZstd } from './zstd.ts';

/** Whether bytes begin with a magic number of compressed data or a ZIP file, too long to match by chance. */
export function hasMagic(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  if (first === 0x04) return bytes[1] === 0x22 && bytes[2] === 0x4d && bytes[3] === 0x18;
  if (first === 0xff) return bytes[1] === 0x06 && bytes[2] === 0 && bytes[3] === 0;

  return isGzip(bytes) || isZstd(bytes) || beginsLikeZip(bytes);
}

/** Whether bytes are exactly one gRPC message: a flag, and a length that covers all remaining bytes. */
export function isGrpcMessage(bytes: Uint8Array): boolean {
  return bytes.length > 8 && (bytes[0] ?? 2) <= 1 && lengthAt(bytes, 1) === bytes.length - 5;
}

/** A 4-byte big-endian number. */
function lengthAt(bytes: Uint8Array, at: number): number {
  let length = 0;
  for (let next = at; next < at + 4; next++) length = length * 256 + (bytes[next] ?? 0);

  return length;
}

/**
 * Whether compressed data can begin anywhere in the bytes, as after a custom header: gzip, Zstandard, or zlib
 * at common levels.
 */
export function hasMagicInside(bytes: Uint8Array): boolean {
  for (let at = 0; at + 1 < bytes.length; at++) {
    const byte = bytes[at];
    if (byte !== 0x1f && byte !== 0x28 && byte !== 0x78) continue;
    const next = bytes[at + 1];
    if (byte === 0x78 && (next === 0x01 || next === 0x5e || next === 0x9c || next === 0xda)) return true;
    if (byte === 0x1f && next === 0x8b && bytes[at + 2] === 0x08) return true;
    if (byte === 0x28 && next === 0xb5 && bytes[at + 2] === 0x2f && bytes[at + 3] === 0xfd) return true;
  }

  return false;
}
