import type { Layer } from '../codec.ts';
import type { Content } from '../content.ts';
import { Cursor, readOrNot } from './cursor.ts';
import { Fields } from './fields.ts';

/** The text and byte strings of consecutive values in `content`; empty if one value is not in the format. */
export function valuesInTurn(
  format: string,
  content: Content,
  readValue: (cursor: Cursor, fields: Fields, path: string) => void,
): Layer[] {
  return (
    readOrNot(() => {
      const fields = new Fields(format);
      const cursor = new Cursor(content.bytes);
      for (let index = 0; !cursor.ended; index++) readValue(cursor, fields, index === 0 ? '$' : `$${index}`);

      return fields.layers();
    }) ?? []
  );
}
