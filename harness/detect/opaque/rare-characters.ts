import { isCommon } from './common-characters.ts';

/** Chinese, Japanese and Korean characters. Each holds 13 to 14 bits if all are equally likely. */
const IDEOGRAPHS = /[\u3400-\u9fff\uac00-\ud7a3]/g;
const MIN_IDEOGRAPHS = 12;
/** Share of uncommon characters. Human text has about one in thirty, random text six in ten or more. */
const RARE = 0.3;
/** Braille and emoji that can encode bytes. Human text never has this many different ones in a row. */
const SIGNS = /[\u2800-\u28ff\u{1f300}-\u{1f6ff}]/gu;
const MIN_SIGNS = 24;

/** Bits per UTF-16 unit of a word if its characters look random; otherwise 0. */
export function rareBitsOf(word: string): number {
  const ideographs = word.match(IDEOGRAPHS) ?? [];
  const rare = ideographs.filter((character) => !isCommon(character)).length;
  if (ideographs.length >= MIN_IDEOGRAPHS && rare >= ideographs.length * RARE) return 12;
  const signs = word.match(SIGNS) ?? [];

  return signs.length >= MIN_SIGNS && new Set(signs).size >= signs.length * 0.5 ? 4 : 0;
}
