import { type Codec, NOTHING } from '../codec.ts';
import { asBuffer } from '../content.ts';
import { ODD } from '../shape.ts';
import { Cursor, NOT_OF_FORMAT, readOrNot } from './cursor.ts';
import { Fields } from './fields.ts';

const TRAILER = 32;

/**
 * Apple's binary property list: its strings and data, each labelled with its object number. The `xml` codec
 * reads XML property lists. Source: CFBinaryPList.c.
 */
export const binaryPlist: Codec = {
  name: 'bplist',
  kind: 'structure',
  needs: { any: ODD, first: 'b' },
  open({ content }) {
    if (content.length < 8 + TRAILER) return NOTHING;
    const bytes = asBuffer(content.bytes);
    if (bytes.toString('latin1', 0, 6) !== 'bplist') return NOTHING;

    const layers = readOrNot(() => {
      const fields = new Fields('bplist');
      for (const [index, at] of offsetsOf(bytes).entries()) readObject(bytes, at, fields, `${index}`);

      return fields.layers();
    });

    return layers ? { layers } : NOTHING;
  },
};

/** Offset of each object, from the table that the trailer refers to. */
function offsetsOf(bytes: Buffer): number[] {
  const trailer = new Cursor(bytes.subarray(-TRAILER));
  trailer.take(6);
  const width = trailer.u8();
  trailer.u8();
  const count = trailer.uint(8);
  trailer.take(8);
  const table = new Cursor(bytes);
  table.take(trailer.uint(8));
  if (width < 1 || width > 8 || count > bytes.length) throw NOT_OF_FORMAT;

  return Array.from({ length: count }, () => table.uint(width));
}

function readObject(bytes: Buffer, at: number, fields: Fields, path: string): void {
  const cursor = new Cursor(bytes);
  cursor.take(at);
  const tag = cursor.u8();
  const kind = tag >> 4;
  if (kind < 4 || kind > 7) return;
  const count = (tag & 15) === 15 ? cursor.uint(2 ** (cursor.u8() & 3)) : tag & 15;
  const data = cursor.take(kind === 6 ? count * 2 : count);
  const text = kind === 6 ? Buffer.from(data).swap16().toString('utf16le') : undefined;
  fields.add(path, text === undefined ? data : Buffer.from(text), at);
}
