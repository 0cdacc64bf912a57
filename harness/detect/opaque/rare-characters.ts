import { isCommon } from './common-characters.ts';

/** Chinese, Japanese and Korean characters. Each holds 13 to 14 bits if all are equally likely. */
const IDEOGRAPHS = /[\u3400-\u9fff\uac00-\ud7a3]/g;
const MIN_IDEOGRAPHS = 12;
/** Share of uncommon characters. Human text has about one in thirty, random text six in ten or more. */
const RARE = 0.3;
/** Signs that can encode bytes: braille, emoji, flags, arrows, notes, private characters. */
const SIGNS = /[\u2190-\u2bff\ue000-\uf8ff\u{1d000}-\u{1d7ff}\u{1f000}-\u{1faff}\u{f0000}-\u{10fffd}]/gu;
const MIN_SIGNS = 24;
/** Bits per sign. People repeat the same few signs. */
const MIN_SIGN_BITS = 3;

/** Bits per UTF-16 unit of a word if its characters look random; otherwise 0. */
export function rareBitsOf(word: string): number {
  const ideographs = word.match(IDEOGRAPHS) ?? [];
  const rare = ideographs.filter((character) => !isCommon(character)).length;
  if (ideographs.length >= MIN_IDEOGRAPHS && rare >= ideographs.length * RARE) return 12;
  const signs = word.match(SIGNS) ?? [];

  const bits = signs.length < MIN_SIGNS ? 0 : bitsOf(signs);

  return bits >= MIN_SIGN_BITS * signs.length ? bits / word.length : 0;
}

/** The information of signs, by how often each occurs. */
function bitsOf(signs: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const sign of signs) counts.set(sign, (counts.get(sign) ?? 0) + 1);

  return [...counts.values()].reduce((sum, count) => sum - count * Math.log2(count / signs.length), 0);
}
