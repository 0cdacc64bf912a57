import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';
import { ODD } from '../shape.ts';
import { isPlausible, isVariedText } from './plausible.ts';
import { Output } from './output.ts';

const MAGIC = 0x184d2204;
const LEGACY = 0x184c2102;

/**
 * LZ4 frames, recognized by their first bytes, and bare blocks, with or without a length prefix. Bare blocks
 * need plausible output.
 */
export const lz4: Codec = {
  name: 'lz4',
  kind: 'whole',
  readsFormless: true,
  needs: { any: ODD },
  isContentCoding: true,
  open({ content }, budget) {
    if (content.length < 8 || (content.isText && content.bytes[0] !== 4)) return NOTHING;
    const bytes = asBuffer(content.bytes);
    const magic = bytes.readUInt32LE(0);
    if (magic === MAGIC || magic === LEGACY) {
      const output = new Output(budget.bytesLeft);
      const end = magic === MAGIC ? readFrame(bytes, output) : readLegacy(bytes, output);
      if (output.full) budget.cutShort();

      return output.length === 0 ? NOTHING : { layers: [layer('lz4', output.bytes, true)], end };
    }

    return { layers: readBare(bytes, budget.bytesLeft) };
  },
};

/** A block without a frame, with or without its decompressed length in front. */
function readBare(bytes: Buffer, limit: number): Layer[] {
  const announced = [bytes.readUInt32LE(0), bytes.readUInt32BE(0)];
  for (const [start, step] of [
    [0, 'lz4-block'],
    [4, 'lz4-sized'],
  ] as const) {
    if (!mayBeBlock(bytes, start)) continue;
    const output = new Output(limit);
    if (!readBlock(bytes.subarray(start), output) || output.length < 8) continue;
    const exact = start === 4 && announced.includes(output.length);
    if (exact || isPlausible(output.bytes)) return [layer(step, output.bytes, isVariedText(output.bytes))];
  }

  return [];
}

/** A cheap check of the first sequence: its distance cannot exceed the literals before it. Rejects nearly all random bytes. */
function mayBeBlock(bytes: Uint8Array, start: number): boolean {
  const literals = (bytes[start] ?? 0) >> 4;
  if (literals === 15) return true;
  const at = start + 1 + literals;
  if (at >= bytes.length) return at === bytes.length;
  const distance = (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;

  return distance > 0 && distance <= literals;
}

/** Returns the index of the end. Skips checksums. Source: lz4_Frame_format.md. */
function readFrame(bytes: Buffer, output: Output): number {
  const flags = bytes[4] ?? 0;
  let at = 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
  while (at + 4 <= bytes.length) {
    const size = bytes.readUInt32LE(at);
    if (size === 0) return at + 4 + (flags & 4 ? 4 : 0);
    const end = at + 4 + (size & 0x7fffffff);
    const block = bytes.subarray(at + 4, end);
    if (size > 0x7fffffff) output.add(block);
    else if (!readBlock(block, output)) return at;
    if (output.full) return bytes.length;
    at = end + (flags & 16 ? 4 : 0);
  }

  return at;
}

function readLegacy(bytes: Buffer, output: Output): number {
  let at = 4;
  while (at + 4 <= bytes.length && !output.full) {
    const end = at + 4 + bytes.readUInt32LE(at);
    if (!readBlock(bytes.subarray(at + 4, end), output)) return at;
    at = end;
  }

  return output.full ? bytes.length : at;
}

/** Returns whether the block was valid to its end. Source: lz4_Block_format.md. */
function readBlock(block: Uint8Array, output: Output): boolean {
  let at = 0;
  while (at < block.length) {
    const token = block[at++] ?? 0;
    let literals = token >> 4;
    if (literals === 15)
      for (let more = 255; more === 255; ) {
        more = block[at++] ?? 0;
        literals += more;
      }
    output.add(block.subarray(at, at + literals));
    at += literals;
    if (at === block.length) return true;
    const distance = (block[at] ?? 0) + (block[at + 1] ?? 0) * 256;
    at += 2;
    let length = (token & 15) + 4;
    if (length === 19)
      for (let more = 255; more === 255; ) {
        more = block[at++] ?? 0;
        length += more;
      }
    if (at > block.length || output.full || !output.repeat(distance, length)) return false;
  }

  return false;
}

function layer(step: string, bytes: Uint8Array, sure: boolean): Layer {
  return { step, content: Content.ofBytes(bytes), offset: 0, sure };
}
