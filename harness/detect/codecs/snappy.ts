import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';
import { ODD, eitherOf, setOf } from '../shape.ts';
import { Cursor, readOrNot } from './cursor.ts';
import { Output } from './output.ts';
import { isVariedText } from './plausible.ts';

const STREAM = Buffer.from('\xff\x06\0\0sNaPpY', 'latin1');
/** The header of snappy-java, which most Android apps and Kafka use. */
const XERIAL = Buffer.from('\x82SNAPPY\0', 'latin1');

/**
 * Snappy in three forms: bare blocks, verified by their length; the framing format; snappy-java's format.
 * Source: format_description.txt.
 */
export const snappy: Codec = {
  name: 'snappy',
  kind: 'whole',
  readsFormless: true,
  needs: { any: eitherOf(ODD, setOf('\t\n\r|')) },
  isContentCoding: true,
  open({ content }, budget) {
    if (content.length < 6) return NOTHING;
    const bytes = asBuffer(content.bytes);
    const framed = beginsWith(bytes, STREAM);
    if (framed || beginsWith(bytes, XERIAL)) {
      const output = new Output(budget.bytesLeft);
      const end = framed ? readFrames(bytes, output) : readXerial(bytes, output);
      if (output.full) budget.cutShort();

      return output.length === 0 ? NOTHING : { layers: [layer('snappy-framed', output.bytes, true)], end };
    }
    if (content.isText ? !isOneLiteral(bytes) : !mayBeBlock(bytes)) return NOTHING;
    const output = new Output(budget.bytesLeft);
    if (!readBlock(bytes, output) || output.length < 8) return NOTHING;

    return { layers: [layer('snappy', output.bytes, isVariedText(output.bytes))] };
  },
};

/** Whether a block is a single literal whose length and tag happen to be text characters. */
function isOneLiteral(bytes: Buffer): boolean {
  return bytes[0] === bytes.length - 2 && bytes[1] === (bytes.length - 3) << 2;
}

function beginsWith(bytes: Buffer, magic: Buffer): boolean {
  return bytes[0] === magic[0] && bytes.subarray(0, magic.length).equals(magic);
}

/** A cheap check of the declared length and the first element, which must be a literal. Rejects most random bytes. */
function mayBeBlock(bytes: Uint8Array): boolean {
  let expected = 0;
  let at = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    expected += (byte & 127) * 2 ** shift;
    if (expected > mostOutput(bytes.length)) return false;
    if (byte < 128) break;
    if (at >= bytes.length) return false;
  }

  return ((bytes[at] ?? 0) & 3) === 0;
}

/** Bytes. An element takes at least 2 bytes and gives at most 64. */
function mostOutput(size: number): number {
  return size * 32 + 64;
}

/** Reads a block. Returns whether it was valid and had its declared length. */
export function readBlock(block: Uint8Array, output: Output): boolean {
  const before = output.length;
  const isValid = readOrNot(() => {
    const cursor = new Cursor(block);
    const expected = cursor.varint();
    if (expected > mostOutput(block.length)) return false;
    while (!cursor.ended && output.length - before <= expected && !output.full)
      if (!readElement(cursor, output)) return false;

    return output.length - before === expected;
  });

  return isValid === true;
}

function readElement(cursor: Cursor, output: Output): boolean {
  const tag = cursor.u8();
  const size = tag >> 2;
  if ((tag & 3) === 0) {
    output.add(cursor.take(size < 60 ? size + 1 : cursor.uintLittle(size - 59) + 1));

    return true;
  }
  if ((tag & 3) === 1) return output.repeat((tag >> 5) * 256 + cursor.u8(), (size & 7) + 4);

  return output.repeat(cursor.uintLittle((tag & 3) === 2 ? 2 : 4), size + 1);
}

/**
 * Chunks have a type and a length; a checksum precedes the data. Keeps the output before an error. Returns
 * the end, or the start of the first skippable chunk.
 */
function readFrames(bytes: Buffer, output: Output): number {
  let at = STREAM.length;
  let skipped: number | undefined;
  while (at + 8 <= bytes.length && !output.full) {
    const end = at + 4 + bytes.readUIntLE(at + 1, 3);
    const data = bytes.subarray(at + 8, end);
    const kind = bytes[at] ?? 0;
    if (kind === 1) output.add(data);
    else if (kind === 0) {
      if (!readBlock(data, output)) return skipped ?? at;
    } else if (kind !== STREAM[0]) skipped ??= at;
    at = end;
  }

  return skipped ?? (output.full ? bytes.length : at);
}

function readXerial(bytes: Buffer, output: Output): number {
  let at = 16;
  while (at + 4 <= bytes.length && !output.full) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (!readBlock(bytes.subarray(at + 4, end), output)) return at;
    at = end;
  }

  return output.full ? bytes.length : at;
}

function layer(step: string, bytes: Uint8Array, sure: boolean): Layer {
  return { step, content: Content.ofBytes(bytes), offset: 0, sure };
}
