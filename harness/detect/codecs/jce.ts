import { type Codec, NOTHING } from '../codec.ts';
import { Cursor, NOT_OF_FORMAT, readOrNot } from './cursor.ts';
import { Fields } from './fields.ts';

const [STRUCT_END, SIMPLE_LIST] = [11, 13];

/**
 * Tencent's JCE, also called TAF or TARS: strings and byte strings, each labelled with its tag. Source:
 * TarsCloud/TarsProtocol.
 */
export const jce: Codec = {
  name: 'jce',
  kind: 'structure',
  reads: 'bytes',
  open({ content }) {
    if (content.length < 8 || content.isText) return NOTHING;

    const layers = readOrNot(() => {
      const fields = new Fields('jce');
      const cursor = new Cursor(content.bytes);
      /** A TAF packet starts with its own length. */
      if (content.length > 12 && cursor.bytes.readUInt32BE(0) === content.length) cursor.at = 4;
      while (!cursor.ended) readField(cursor, fields, '');
      const layers = fields.layers();

      return layers.some((layer) => layer.sure) ? layers : [];
    });

    return layers ? { layers } : NOTHING;
  },
};

/** Reads a field with its header and returns its type. */
function readField(cursor: Cursor, fields: Fields, path: string): number {
  const head = cursor.u8();
  const tag = head >> 4 === 15 ? cursor.u8() : head >> 4;
  readValue(cursor, fields, head & 15, path === '' ? `${tag}` : `${path}.${tag}`);

  return head & 15;
}

function readValue(cursor: Cursor, fields: Fields, type: number, path: string): void {
  if (type <= 3) cursor.take(2 ** type);
  else if (type <= 5) cursor.take(type === 4 ? 4 : 8);
  else if (type <= 7) readBytes(cursor, fields, path, cursor.uint(type === 6 ? 1 : 4));
  else if (type === SIMPLE_LIST) {
    if (cursor.u8() !== 0) throw NOT_OF_FORMAT;
    readBytes(cursor, fields, path, readCount(cursor));
  } else if (type <= 9) {
    const count = readCount(cursor) * (type === 8 ? 2 : 1);
    cursor.nested(() => {
      for (let index = 0; index < count; index++) readField(cursor, fields, `${path}[${index}]`);
    });
  } else if (type === 10)
    cursor.nested(() => {
      while (readField(cursor, fields, path) !== STRUCT_END);
    });
  else if (type > 12) throw NOT_OF_FORMAT;
}

function readBytes(cursor: Cursor, fields: Fields, path: string, size: number): void {
  fields.add(path, cursor.take(size), cursor.at - size);
}

/** A count is a field: a number of 1, 2 or 4 bytes, or no bytes for zero. */
function readCount(cursor: Cursor): number {
  const type = cursor.u8() & 15;
  if (type === 12) return 0;
  if (type > 2) throw NOT_OF_FORMAT;

  return cursor.uint(2 ** type);
}
