import { asBuffer } from '../content.ts';
import { isGzip } from './inflate.ts';
import { isZstd } from './zstd.ts';

const MAGIC = ['1f8b08', '28b52ffd', '7801', '785e', '789c', '78da'].map((hex) => Buffer.from(hex, 'hex'));

/** Whether bytes begin with a number of compressed data that chance does not give. */
export function hasMagic(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  const isLz4 = a === 0x04 && b === 0x22 && c === 0x4d && d === 0x18;
  const isSnappy = a === 0xff && b === 0x06 && c === 0 && d === 0;

  return isLz4 || isSnappy || isGzip(bytes) || isZstd(bytes);
}

/** Whether compressed data may begin somewhere in the bytes, behind what somebody put in front. */
export function hasMagicInside(bytes: Uint8Array): boolean {
  const buffer = asBuffer(bytes);

  return MAGIC.some((magic) => buffer.includes(magic));
}
