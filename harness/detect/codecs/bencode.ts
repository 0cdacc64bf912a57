import { type Codec, NOTHING } from '../codec.ts';
import { Cursor, NOT_OF_FORMAT, readOrNot } from './cursor.ts';
import { Fields } from './fields.ts';

const [COLON, DICTIONARY, END, INTEGER, LIST] = [0x3a, 0x64, 0x65, 0x69, 0x6c];

/** Bencode: the strings of a dictionary or list, each labelled with its path. Source: BEP 3. */
export const bencode: Codec = {
  name: 'bencode',
  kind: 'structure',
  needs: { first: 'dl' },
  open({ content }) {
    const { length } = content;
    if (length < 6) return NOTHING;
    const { bytes } = content;
    if (bytes[length - 1] !== END || (bytes[0] !== DICTIONARY && bytes[0] !== LIST)) return NOTHING;
    const second = bytes[1] ?? 0;
    if (!isDigit(second) && second !== DICTIONARY && second !== LIST && second !== INTEGER) return NOTHING;

    const layers = readOrNot(() => {
      const fields = new Fields('bencode');
      const cursor = new Cursor(bytes);
      readValue(cursor, fields, '$');
      if (!cursor.ended) throw NOT_OF_FORMAT;

      return fields.layers();
    });

    return layers ? { layers } : NOTHING;
  },
};

/** Reads one value. Returns its text if it is a string, because it can be a member's name. */
function readValue(cursor: Cursor, fields: Fields, path: string): string | undefined {
  const first = cursor.bytes[cursor.at] ?? 0;
  if (isDigit(first)) {
    const size = readNumber(cursor, COLON);
    const offset = cursor.at;
    const bytes = cursor.take(size);
    fields.add(path, bytes, offset);

    return bytes.subarray(0, 64).toString('utf8');
  }
  cursor.at++;
  if (first === INTEGER) {
    if (cursor.bytes[cursor.at] === 0x2d) cursor.at++;
    readNumber(cursor, END);
  } else if (first === LIST || first === DICTIONARY)
    cursor.nested(() => {
      for (let index = 0; cursor.bytes[cursor.at] !== END; index++) {
        const name = first === DICTIONARY ? readValue(cursor, fields, `${path}.name[${index}]`) : undefined;
        readValue(cursor, fields, first === LIST ? `${path}[${index}]` : `${path}.${name ?? index}`);
      }
      cursor.at++;
    });
  else throw NOT_OF_FORMAT;

  return undefined;
}

function readNumber(cursor: Cursor, end: number): number {
  let value = 0;
  for (let byte = cursor.u8(); byte !== end; byte = cursor.u8()) {
    if (!isDigit(byte)) throw NOT_OF_FORMAT;
    value = value * 10 + byte - 48;
  }

  return value;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
