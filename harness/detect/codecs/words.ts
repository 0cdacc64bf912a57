/** A run of characters of one kind in a text, from its first to behind its last. */
export interface Word {
  from: number;
  to: number;
}

/**
 * The runs of some characters in a text that are long enough. One pass, whatever the text.
 * @param table one for each character that a word has
 */
export function wordsOf(text: string, table: Uint8Array, shortest: number): Word[] {
  const words: Word[] = [];
  for (let at = shortest - 1, behind = 0; at < text.length; ) {
    /** A word that is long enough has a character here: what is between is looked at from behind. */
    let from = at;
    while (from >= behind && table[text.charCodeAt(from)] === 1) from--;
    if (from >= behind) {
      behind = from + 1;
      at = from + shortest;
      continue;
    }
    let to = at + 1;
    while (to < text.length && table[text.charCodeAt(to)] === 1) to++;
    words.push({ from: behind, to });
    behind = to + 1;
    at = to + shortest;
  }

  return words;
}

/**
 * The rows of a text, each as long as it goes on. A pattern of a whole row would run out of stack on one of some megabytes.
 * @param row global: as many units as a row has at least
 * @param more sticky: one unit more, behind a row
 * @param tail sticky: what must stand behind it; units are given back until it does
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
    while (tail && ends.length > 0 && !standsAt(text, tail, ends.at(-1) ?? 0)) ends.pop();
    const to = ends.at(-1);
    if (to !== undefined) rows.push({ from: found.index, to });
    row.lastIndex = to ?? found.index + 1;
  }

  return rows;
}

function standsAt(text: string, pattern: RegExp, at: number): boolean {
  pattern.lastIndex = at;

  return pattern.test(text);
}
