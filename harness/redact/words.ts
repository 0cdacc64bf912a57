/** Control characters that text does not contain. Bytes that are no text are searched for no words: short ones occur by chance. */
// oxlint-disable-next-line no-control-regex -- the characters that tell text from bytes
const NOT_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]/;

/** Matches these words where no letter or digit is next to them: `anna` in `/home/anna/x` and `anna@box`, not in `savannah`. */
export function wordPattern(words: readonly string[]): RegExp {
  const longestFirst = [...words].sort((a, b) => b.length - a.length);
  const alternatives = longestFirst.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));

  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
}

export function isText(text: string): boolean {
  return !NOT_TEXT.test(text);
}
