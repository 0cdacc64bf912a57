import type { Layer } from '../codec.ts';
import type { Content } from '../content.ts';
import { Cursor, readOrNot } from './cursor.ts';
import { Fields } from './fields.ts';

/** The texts and byte strings of the values that stand in `content` one behind the other; none where one is not of the format. */
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
