import { type Codec, NOTHING } from '../codec.ts';
import { type Cursor, NOT_OF_FORMAT } from './cursor.ts';
import type { Fields } from './fields.ts';
import { valuesInTurn } from './values-in-turn.ts';

/**
 * MessagePack: the text and byte strings of a map or an array, each labelled with its path. Source:
 * msgpack/spec.md.
 */
export const msgpack: Codec = {
  name: 'msgpack',
  kind: 'structure',
  needs: 'announced',
  open({ content, mimeType }) {
    if (content.length < 6 || (content.isText && !mimeType.includes('msgpack'))) return NOTHING;
    const first = content.bytes[0] ?? 0;
    if (!(first >= 0x80 && first <= 0x9f) && !(first >= 0xdc && first <= 0xdf)) return NOTHING;

    return { layers: valuesInTurn('msgpack', content, readValue) };
  },
};

/** Reads one value. Returns its text if it is a string, because it can be a member's name. */
function readValue(cursor: Cursor, fields: Fields, path: string): string | undefined {
  const tag = cursor.u8();
  if (tag <= 0x7f || tag >= 0xe0) return undefined;
  if (tag <= 0x8f) return readMap(cursor, fields, path, tag & 15);
  if (tag <= 0x9f) return readArray(cursor, fields, path, tag & 15);
  if (tag <= 0xbf) return readBytes(cursor, fields, path, tag & 31);
  const size = 2 ** (tag & 3);
  if (tag === 0xc1) throw NOT_OF_FORMAT;
  if (tag <= 0xc3) return undefined;
  if (tag <= 0xc6) return readBytes(cursor, fields, path, cursor.uint(2 ** (tag - 0xc4)));
  if (tag <= 0xc9) return readExtension(cursor, fields, path, cursor.uint(2 ** (tag - 0xc7)));
  if (tag <= 0xcb) cursor.take(tag === 0xca ? 4 : 8);
  else if (tag <= 0xd3) cursor.take(size);
  else if (tag <= 0xd8) return readExtension(cursor, fields, path, 2 ** (tag - 0xd4));
  else if (tag <= 0xdb) return readBytes(cursor, fields, path, cursor.uint(2 ** (tag - 0xd9)));
  else if (tag <= 0xdd) return readArray(cursor, fields, path, cursor.uint(tag === 0xdc ? 2 : 4));
  else return readMap(cursor, fields, path, cursor.uint(tag === 0xde ? 2 : 4));

  return undefined;
}

function readBytes(cursor: Cursor, fields: Fields, path: string, size: number): string {
  const offset = cursor.at;
  const bytes = cursor.take(size);
  fields.add(path, bytes, offset);

  return bytes.subarray(0, 64).toString('utf8');
}

function readExtension(cursor: Cursor, fields: Fields, path: string, size: number): undefined {
  cursor.take(1);
  readBytes(cursor, fields, path, size);
}

function readArray(cursor: Cursor, fields: Fields, path: string, count: number): undefined {
  cursor.nested(() => {
    for (let index = 0; index < count; index++) readValue(cursor, fields, `${path}[${index}]`);
  });
}

function readMap(cursor: Cursor, fields: Fields, path: string, count: number): undefined {
  cursor.nested(() => {
    for (let index = 0; index < count; index++) {
      const name = readValue(cursor, fields, `${path}.name[${index}]`);
      readValue(cursor, fields, `${path}.${name ?? index}`);
    }
  });
}
