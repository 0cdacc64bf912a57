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
