import { Decompress } from 'fzstd';
import { type Codec, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';
import { ODD } from '../shape.ts';
import { endOfZstd } from './zstd-end.ts';

/**
 * Zstandard, recognized by its first bytes, even if no header announces it. Reads several frames, and
 * truncated or broken data.
 */
export const zstd: Codec = {
  name: 'zstd',
  kind: 'whole',
  needs: { any: ODD },
  isContentCoding: true,
  open({ content }, budget) {
    if (content.length < 9 || !isZstd(content.bytes)) return NOTHING;
    const opened = readZstd(content.bytes, budget.bytesLeft);
    if (opened.cut) budget.cutShort();
    if (opened.bytes.length === 0) return NOTHING;

    return {
      layers: [{ step: 'zstd', content: Content.ofBytes(opened.bytes), offset: 0, sure: true }],
      end: endOfZstd(asBuffer(content.bytes)),
    };
  },
};

/** RFC 8878: a frame, or a skippable frame before one. */
export function isZstd(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  if (first === 0x28) return bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;

  return first >> 4 === 5 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18;
}

/** Output up to `limit` bytes, before an error or the end of truncated data. */
function readZstd(bytes: Uint8Array, limit: number): { bytes: Uint8Array; cut: boolean } {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const decoder = new Decompress((chunk) => {
    if (length + chunk.length > limit) throw new RangeError('over the limit');
    /** A copy, because the decoder overwrites its output buffer. */
    chunks.push(chunk.slice());
    length += chunk.length;
  });
  let cut = false;
  try {
    for (let at = 0; at < bytes.length; at += 65_536)
      decoder.push(bytes.subarray(at, at + 65_536), at + 65_536 >= bytes.length);
  } catch (error) {
    cut = error instanceof RangeError && error.message === 'over the limit'; // Other errors keep the output.
  }

  return { bytes: Buffer.concat(chunks), cut };
}
