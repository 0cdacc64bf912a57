import { type Codec, NOTHING } from '../codec.ts';
import { Cursor, NOT_OF_FORMAT, readOrNot } from './cursor.ts';
import { Fields } from './fields.ts';

/** Types of the compact protocol. Source: thrift/doc/specs/thrift-compact-protocol.md. */
const [BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT, UUID] = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
];

/**
 * Thrift's compact protocol, as a message or a bare struct: its strings, each labelled with its field.
 * Umeng uploads this format inside zlib.
 */
export const thrift: Codec = {
  name: 'thrift',
  kind: 'structure',
  needs: 'announced',
  open({ content, mimeType }) {
    if (content.length < 8 || (content.isText && !mimeType.includes('thrift'))) return NOTHING;

    const layers = readOrNot(() => {
      const fields = new Fields('thrift');
      const cursor = new Cursor(content.bytes);
      if (cursor.bytes[0] === 0x82) {
        cursor.take(2);
        cursor.varint();
        cursor.take(cursor.varint());
      }
      readStruct(cursor, fields, '');
      if (!cursor.ended) throw NOT_OF_FORMAT;
      const layers = fields.layers();

      return layers.some((layer) => layer.sure) ? layers : [];
    });

    return layers ? { layers } : NOTHING;
  },
};

function readStruct(cursor: Cursor, fields: Fields, path: string): void {
  cursor.nested(() => {
    let id = 0;
    for (let head = cursor.u8(); head !== 0; head = cursor.u8()) {
      id = head >> 4 === 0 ? zigzag(cursor.varint()) : id + (head >> 4);
      const type = head & 15;
      /** Types 1 and 2 are the boolean values; no data follows. */
      if (type > 2) readValue(cursor, fields, type, path === '' ? `${id}` : `${path}.${id}`);
    }
  });
}

function readValue(cursor: Cursor, fields: Fields, type: number, path: string): void {
  if (type <= BYTE) cursor.take(1);
  else if (type === I16 || type === I32 || type === I64) cursor.varint();
  else if (type === DOUBLE) cursor.take(8);
  else if (type === UUID) cursor.take(16);
  else if (type === BINARY) {
    const size = cursor.varint();
    fields.add(path, cursor.take(size), cursor.at - size);
  } else if (type === LIST || type === SET) {
    const head = cursor.u8();
    const count = head >> 4 === 15 ? cursor.varint() : head >> 4;
    cursor.nested(() => {
      for (let index = 0; index < count; index++) readValue(cursor, fields, head & 15, `${path}[${index}]`);
    });
  } else if (type === MAP) readMap(cursor, fields, path);
  else if (type === STRUCT) readStruct(cursor, fields, path);
  else throw NOT_OF_FORMAT;
}

function readMap(cursor: Cursor, fields: Fields, path: string): void {
  const count = cursor.varint();
  if (count === 0) return;
  const types = cursor.u8();
  cursor.nested(() => {
    for (let index = 0; index < count; index++) {
      readValue(cursor, fields, types >> 4, `${path}.name[${index}]`);
      readValue(cursor, fields, types & 15, `${path}[${index}]`);
    }
  });
}

function zigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
