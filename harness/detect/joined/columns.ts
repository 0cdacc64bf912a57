import type { Canary } from '../../model/canary.ts';
import { CERTAIN_BITS, entropyBits } from '../match/entropy.ts';
import type { Slice } from './orders.ts';
import type { SequenceValue } from './sequence-values.ts';

/** Columns of one text. */
const MOST_COLUMNS = 16;
/** Characters of a column. Shorter ones are often equal by chance. */
const SHORTEST_COLUMN = 3;

interface Head {
  text: string;
  columns: number;
}

/** Finds canaries that were written in rows and sent column by column. */
export interface ColumnIndex {
  /** The slices of each canary of which all columns are values, in any order, each forward or backward. */
  find(values: readonly SequenceValue[]): Slice[][];
}

/** The index contains the first column of each canary, for each number of columns. The others are derived from it. */
export function createColumnIndex(canaries: readonly Canary[]): ColumnIndex {
  const heads = new Map<string, Head[]>();
  for (const text of new Set(canaries.flatMap(textsOf)))
    for (let columns = 2; columns <= MOST_COLUMNS && text.length / columns >= SHORTEST_COLUMN; columns++) {
      const head = columnOf(text, columns, 0);
      heads.set(head, [...(heads.get(head) ?? []), { text, columns }]);
    }
  const eitherWay = new Set([...heads.keys()].flatMap((head) => [head, reverse(head)]));

  return {
    find(values) {
      if (!values.some(({ text }) => eitherWay.has(text))) return [];
      const known = new Map<string, { value: SequenceValue; isReversed: boolean }>();
      for (const value of values) {
        if (value.text.length < SHORTEST_COLUMN) continue;
        known.set(reverse(value.text), { value, isReversed: true });
      }
      for (const value of values) known.set(value.text, { value, isReversed: false });

      return [...known.keys()].flatMap((text) =>
        (heads.get(text) ?? []).flatMap((head) => {
          const columns = Array.from({ length: head.columns }, (_, first) =>
            known.get(columnOf(head.text, head.columns, first)),
          );
          if (columns.includes(undefined)) return [];

          return [
            Array.from(head.text, (_, at) => {
              const { value, isReversed } = columns[at % head.columns] as {
                value: SequenceValue;
                isReversed: boolean;
              };
              const row = Math.floor(at / head.columns);
              const from = isReversed ? value.text.length - 1 - row : row;

              return { value, from, to: from + 1 };
            }),
          ];
        }),
      );
    },
  };
}

/** Every character in one column of a text that is written in rows. */
function columnOf(text: string, columns: number, first: number): string {
  let column = '';
  for (let at = first; at < text.length; at += columns) column += text[at] ?? '';

  return column;
}

/** The texts of a canary that its columns prove: with and without its scheme, also in hex and base64. */
function textsOf({ value }: Canary): string[] {
  const written = [value, value.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')];

  return written
    .filter((text) => entropyBits(text) >= CERTAIN_BITS)
    .flatMap((text) => {
      const base64 = Buffer.from(text).toString('base64');

      return [text, base64, base64.replace(/=+$/, ''), Buffer.from(text).toString('hex')];
    });
}

function reverse(text: string): string {
  return [...text].toReversed().join('');
}
