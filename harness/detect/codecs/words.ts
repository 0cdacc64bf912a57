/** A run of characters of one kind in a text. `to` is exclusive. */
export interface Word {
  from: number;
  to: number;
}

/**
 * The runs of at least `shortest` characters in a text. Runs in linear time.
 * @param table 1 for each character that a word can have
 */
export function wordsOf(text: string, table: Uint8Array, shortest: number): Word[] {
  const words: Word[] = [];
  for (let at = shortest - 1, lineEnd = 0; at < text.length; ) {
    /** Every word of `shortest` characters includes one of the indexes `at`. Scan back from there. */
    let from = at;
    while (from >= lineEnd && table[text.charCodeAt(from)] === 1) from--;
    if (from >= lineEnd) {
      lineEnd = from + 1;
      at = from + shortest;
      continue;
    }
    let to = at + 1;
    while (to < text.length && table[text.charCodeAt(to)] === 1) to++;
    words.push({ from: lineEnd, to });
    lineEnd = to + 1;
    at = to + shortest;
  }

  return words;
}

/**
 * The rows of a text, each as long as possible. A single pattern for a whole row overflows the stack on
 * megabytes.
 * @param row global: the minimum number of units
 * @param more sticky: one more unit after a row
 * @param tail sticky: must match after the row; units are dropped until it does
 */
export function rowsOf(
  text: string,
  row: RegExp,
  more: (row: RegExpExecArray) => RegExp,
  tail?: RegExp,
): Word[] {
  const rows: Word[] = [];
  row.lastIndex = 0;
  for (let found = row.exec(text); found; found = row.exec(text)) {
    const next = more(found);
    const ends = [row.lastIndex];
    for (next.lastIndex = row.lastIndex; next.test(text); ) ends.push(next.lastIndex);
    while (tail && ends.length > 0 && !matchesAt(text, tail, ends.at(-1) ?? 0)) ends.pop();
    const to = ends.at(-1);
    if (to !== undefined) rows.push({ from: found.index, to });
    row.lastIndex = to ?? found.index + 1;
  }

  return rows;
}

function matchesAt(text: string, pattern: RegExp, at: number): boolean {
  pattern.lastIndex = at;

  return pattern.test(text);
}
