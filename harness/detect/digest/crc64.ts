import { Word64 } from './word64.ts';

/** CRC-64 as in XZ: polynomial of ECMA-182, reflected. */
export function crc64Xz(bytes: Uint8Array): Word64 {
  return reflected(bytes, XZ);
}

/** CRC-64 of ISO 3309, as in Go's `crc64.ISO`: reflected. */
export function crc64Iso(bytes: Uint8Array): Word64 {
  return reflected(bytes, ISO);
}

const XZ = tableOf(0xc96c5795, 0xd7870f42);
const ISO = tableOf(0xd8000000, 0);

function reflected(bytes: Uint8Array, table: Int32Array): Word64 {
  let [high, low] = [-1, -1];
  for (const byte of bytes) {
    const at = ((low ^ byte) & 0xff) * 2;
    low = ((low >>> 8) | (high << 24)) ^ (table[at + 1] ?? 0);
    high = (high >>> 8) ^ (table[at] ?? 0);
  }

  return new Word64(~high, ~low);
}

/** The upper and lower half for each byte, from the two halves of a reflected polynomial. */
function tableOf(upper: number, lower: number): Int32Array {
  const table = new Int32Array(512);
  for (let byte = 0; byte < 256; byte++) {
    let [high, low] = [0, byte];
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = (low & 1) === 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (isOdd) {
        high ^= upper;
        low ^= lower;
      }
    }
    table[byte * 2] = high;
    table[byte * 2 + 1] = low;
  }

  return table;
}
