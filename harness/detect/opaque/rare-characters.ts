import { isCommon } from './common-characters.ts';

/** Chinese, Japanese and Korean characters: each holds 13 to 14 bits where all are equally likely. */
const IDEOGRAPHS = /[\u3400-\u9fff\uac00-\ud7a3]/g;
const FEWEST = 12;
/** People's texts have hardly one in thirty that is in no table of common ones, random ones six in ten and more. */
const RARE = 0.3;
/** Signs that stand for bytes as braille or emoji do: nobody writes so many different ones in a row. */
const SIGNS = /[\u2800-\u28ff\u{1f300}-\u{1f6ff}]/gu;
const FEWEST_SIGNS = 24;

/** Bits that each UTF-16 unit of a word holds, where it is written in characters that no people writes so; else 0. */
export function rareBitsOf(word: string): number {
  const ideographs = word.match(IDEOGRAPHS) ?? [];
  const rare = ideographs.filter((character) => !isCommon(character)).length;
  if (ideographs.length >= FEWEST && rare >= ideographs.length * RARE) return 12;
  const signs = word.match(SIGNS) ?? [];

  return signs.length >= FEWEST_SIGNS && new Set(signs).size >= signs.length * 0.5 ? 4 : 0;
}
