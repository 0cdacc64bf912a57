import { type Codec, NOTHING } from '../codec.ts';
import { type Cursor, NOT_OF_FORMAT } from './cursor.ts';
import type { Fields } from './fields.ts';
import { valuesInTurn } from './values-in-turn.ts';

const ENDLESS = -1;
const STOP = 0xff;

/**
 * CBOR: the text and byte strings of a map, an array or a tagged value, each labelled with its path.
 * Source: RFC 8949.
 */
export const cbor: Codec = {
  name: 'cbor',
  kind: 'structure',
  needs: 'announced',
  open({ content, mimeType }) {
    if (content.length < 6 || (content.isText && !mimeType.includes('cbor'))) return NOTHING;
    if ((content.bytes[0] ?? 0) < 0x80 || (content.bytes[0] ?? 0) >= 0xe0) return NOTHING;

    return { layers: valuesInTurn('cbor', content, readValue) };
  },
};

/** Reads one value. Returns its text if it is a string, because it can be a member's name. */
function readValue(cursor: Cursor, fields: Fields, path: string): string | undefined {
  const head = cursor.u8();
  const major = head >> 5;
  const count = argumentOf(cursor, head & 31);
  if (major === 2 || major === 3) return readBytes(cursor, fields, path, count);
  if (major === 4) readEach(cursor, count, (index) => void readValue(cursor, fields, `${path}[${index}]`));
  if (major === 5)
    readEach(cursor, count, (index) => {
      const name = readValue(cursor, fields, `${path}.name[${index}]`);
      readValue(cursor, fields, `${path}.${name ?? index}`);
    });
  if (major === 6) return cursor.nested(() => readValue(cursor, fields, path));

  return undefined;
}

function argumentOf(cursor: Cursor, info: number): number {
  if (info < 24) return info;
  if (info < 28) return cursor.uint(2 ** (info - 24));
  if (info === 31) return ENDLESS;
  throw NOT_OF_FORMAT;
}

/** A string. The chunks of an indefinite-length string are concatenated. */
function readBytes(cursor: Cursor, fields: Fields, path: string, size: number): string {
  const offset = cursor.at;
  const chunks: Buffer[] = [];
  if (size === ENDLESS) while (!stops(cursor)) chunks.push(cursor.take(argumentOf(cursor, cursor.u8() & 31)));
  else chunks.push(cursor.take(size));
  const bytes = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
  fields.add(path, bytes, offset);

  return bytes.subarray(0, 64).toString('utf8');
}

function readEach(cursor: Cursor, count: number, read: (index: number) => void): void {
  cursor.nested(() => {
    if (count === ENDLESS) for (let index = 0; !stops(cursor); index++) read(index);
    else for (let index = 0; index < count; index++) read(index);
  });
}

function stops(cursor: Cursor): boolean {
  if (cursor.bytes[cursor.at] !== STOP) return false;
  cursor.at++;

  return true;
}
