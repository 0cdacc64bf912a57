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
      const layers = readOrNot(() => readRecords(new Cursor(content.bytes), name, length)) ?? [];
      if (layers.some((layer) => layer.sure)) return { layers };
    }

    return NOTHING;
  },
};

function readRecords(cursor: Cursor, name: string, length: (cursor: Cursor) => number): Layer[] {
  const fields = new Fields(`records-${name}`);
  for (let index = 0; !cursor.ended; index++) {
    const size = length(cursor);
    fields.add(`${index}`, cursor.take(size), cursor.at - size);
  }

  return fields.layers();
}
