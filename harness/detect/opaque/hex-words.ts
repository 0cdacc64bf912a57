import { isOneCaseHex } from '../codecs/base64.ts';
import { wordsOf } from '../codecs/words.ts';
import { ALPHANUMERIC, tableOf } from '../shape.ts';

/** Hex digits of the shortest and the longest digest. Decoding skips such words in text with a known format. */
const [SHORTEST_HEX, LONGEST_HEX] = [32, 128];
const IN_WORD = tableOf(`${ALPHANUMERIC}_`);
/** Separators between the members of a list. */
const BETWEEN = /^[\s"'\\,;|]{1,16}$/;

/** Digests in hex within other text, each with the offset where its list begins. */
export function hexWordsOf(text: string): { word: string; list: number }[] {
  const words: { word: string; list: number }[] = [];
  let before = { to: -1, list: 0 };
  for (const { from, to } of wordsOf(text, IN_WORD, SHORTEST_HEX)) {
    const word = text.slice(from, to);
    if (to - from > LONGEST_HEX || !isOneCaseHex(word)) continue;
    const isNext = before.to >= 0 && from - before.to <= 16 && BETWEEN.test(text.slice(before.to, from));
    before = { to, list: isNext ? before.list : from };
    words.push({ word, list: before.list });
  }

  return words;
}
