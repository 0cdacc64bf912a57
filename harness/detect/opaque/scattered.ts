import { looksRandom } from '../match/entropy.ts';

/** Characters of random words that can hold 16 bytes together. */
const FEWEST = 26;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** Longer words are judged alone. */
const WORD = /(?<![A-Za-z0-9])[A-Za-z0-9]{5,19}(?![A-Za-z0-9])/g;
/** Digits between letters, or letters between digits. */
const MIXED = /[A-Za-z]\d+[A-Za-z]|\d[A-Za-z]+\d/;

/**
 * Short words of a text that look random, if they can hold 16 bytes together: random letters, or letters and digits in
 * turn. In a path or a host, each of them looks like a name or a number.
 */
export function scatteredWords(text: string): { word: string; bytes: number }[] {
  if (text.length < FEWEST) return [];
  const others = text.includes('-') ? text.replaceAll(UUID, ' ') : text;
  const words = (others.match(WORD) ?? []).filter(isRandom);
  const length = words.reduce((sum, word) => sum + word.length, 0);

  return length < FEWEST ? [] : words.map((word) => ({ word, bytes: Math.floor((word.length * 5) / 8) }));
}

function isRandom(word: string): boolean {
  return MIXED.test(word) || (/^[A-Za-z]+$/.test(word) && looksRandom(word, 0, word.length));
}
