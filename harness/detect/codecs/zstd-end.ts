/** Bytes of the dictionary id, by the two lowest bits of the frame header descriptor. */
const DICTIONARY = [0, 1, 2, 4];
/**
 * Bytes of the content size, by the descriptor's two highest bits. For a single segment, 0 means one byte.
 */
const CONTENT = [0, 2, 4, 8];
const RLE = 1;

/**
 * The end of the consecutive Zstandard frames at the start. Skippable frames do not count (RFC 8878, 3.1).
 */
export function endOfZstd(bytes: Buffer): number {
  let at = 0;
  while (at + 5 <= bytes.length && bytes.readUInt32LE(at) === 0xfd2fb528) at = endOfFrame(bytes, at);

  return Math.min(at, bytes.length);
}

function endOfFrame(bytes: Buffer, from: number): number {
  const descriptor = bytes[from + 4] ?? 0;
  const isSingle = (descriptor & 0x20) !== 0;
  const size = CONTENT[descriptor >> 6] ?? 0;
  let at =
    from + 5 + (isSingle ? 0 : 1) + (DICTIONARY[descriptor & 3] ?? 0) + (isSingle && size === 0 ? 1 : size);
  for (let isLast = false; !isLast && at + 3 <= bytes.length; ) {
    const block = bytes.readUIntLE(at, 3);
    isLast = (block & 1) === 1;
    at += 3 + (((block >> 1) & 3) === RLE ? 1 : block >> 3);
  }

  return at + (descriptor & 4 ? 4 : 0);
}
