import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { ODD } from '../shape.ts';
import { Cursor, readOrNot } from './cursor.ts';
import { Fields } from './fields.ts';

/** Encodings of a record's length prefix, by name. */
const LENGTHS: readonly (readonly [name: string, read: (cursor: Cursor) => number])[] = [
  ['u32be', (cursor) => cursor.uint(4)],
  ['u32le', (cursor) => cursor.uintLittle(4)],
  ['u16be', (cursor) => cursor.uint(2)],
  ['u16le', (cursor) => cursor.uintLittle(2)],
  ['varint', (cursor) => cursor.varint()],
];

/**
 * Length-prefixed records that fill the whole content: Java's writeUTF, delimited protobuf, private formats.
 */
export const lengthPrefixed: Codec = {
  name: 'records',
  kind: 'structure',
  needs: { any: ODD },
  open({ content }) {
    if (content.length < 8 || (content.isText && !/[\0-\x08]/.test(content.text.slice(0, 4)))) return NOTHING;
    for (const [name, length] of LENGTHS) {
      if (!hasFirstRecord(content.bytes, name)) continue;
      const layers = readOrNot(() => readRecords(new Cursor(content.bytes), name, length)) ?? [];
      if (layers.some((layer) => layer.sure)) return { layers };
    }

    return NOTHING;
  },
};

/** A cheap check: the first record must fit. */
function hasFirstRecord(bytes: Uint8Array, name: string): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[0], bytes[1], bytes[2], bytes[3]];
  if (name === 'varint') return a >= 128 || a < bytes.length;
  if (name === 'u16be' || name === 'u16le')
    return (name === 'u16be' ? a * 256 + b : b * 256 + a) + 2 <= bytes.length;
  const [low, high] = name === 'u32be' ? [c * 256 + d, a * 256 + b] : [b * 256 + a, d * 256 + c];

  return high * 65_536 + low + 4 <= bytes.length;
}

function readRecords(cursor: Cursor, name: string, length: (cursor: Cursor) => number): Layer[] {
  const fields = new Fields(`records-${name}`);
  for (let index = 0; !cursor.ended; index++) {
    const size = length(cursor);
    fields.add(`${index}`, cursor.take(size), cursor.at - size);
  }

  return fields.layers();
}
