import type { Opaque } from '../../model/scan.ts';

/** Something of a part that was opened after its exchange was told. */
export interface OpenedLate {
  exchange: number;
  part: string;
  bytes: number;
}

/** Of an envelope that was told as a whole, so much must be opened: base64 makes a third more of it, JSON around it something. */
const MOST_OF_IT = 0.5;

/** Rows less what was opened since; those of which nothing is left are left out. */
export function withoutOpened(rows: readonly Opaque[], opened: readonly OpenedLate[]): Opaque[] {
  if (opened.length === 0) return [...rows];

  return rows.flatMap((row) => {
    if (row.class === 'media') return [row];
    const bytes = opened
      .filter(({ exchange, part }) => exchange === row.exchange && part === row.part)
      .reduce((sum, each) => sum + each.bytes, 0);
    if (row.class === 'encrypted') return bytes >= row.bytes * MOST_OF_IT ? [] : [row];

    return bytes < row.bytes ? [{ ...row, bytes: row.bytes - bytes }] : [];
  });
}
