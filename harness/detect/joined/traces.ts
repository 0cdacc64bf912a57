import type { Canary } from '../../model/canary.ts';
import { Content } from '../content.ts';
import { Automaton } from '../match/automaton.ts';
import { CERTAIN_BITS, entropyBits } from '../match/entropy.ts';
import { TextMatcher } from '../match/matcher.ts';

/** Letters of a word that are encoded. Eight random ones have 41 bits, which is enough for a filter. */
const ENCODED = 8;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** Letters and digits encode to letters and digits, so that the two last letters do not matter. */
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** First characters of gzip and Zstandard: as bytes, and in hex, base64 and percent escapes. */
const MAGIC = /\x1f\x8b\x08|\x28\xb5\x2f\xfd|H4s[IA]|KLUv|1f8b08|28b52ffd|%1f%8b/iy;
/** The same of zlib, which are two bytes and so occur by chance. */
const ZLIB =
  /\x78[\x01\x5e\x9c\xda]|e(?:J[w-z]|N[o-r]|A[E-H]|F[4-7])|78(?:01|5e|9c|da)|(?:x|%78)%(?:01|5e|9c|da)/iy;
/** Characters. A longer piece that begins with the two bytes of zlib is mostly something else. */
const LONGEST_ZLIB = 24;
/** Codes of the first character of each of these. */
const FIRST = new Set(Buffer.from('\x1fxX(HhEeKk127%'));

/**
 * A fast check for traces of canaries: their rare words, plain, backwards, and in base16, base32, base64 and percent escapes.
 * @returns whether a text has such a trace
 */
export function createTraceCheck(canaries: readonly Canary[]): (text: string) => boolean {
  const rare = canaries.map(({ value }) =>
    (value.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter(
      (word) => word.length >= ENCODED && entropyBits(word) >= CERTAIN_BITS,
    ),
  );
  const automaton = new Automaton([...new Set(rare.flat())].flatMap(tracesOf));
  const others = canaries.filter((_, canary) => rare[canary]?.length === 0);
  const matcher = others.length > 0 ? new TextMatcher(others) : undefined;

  return (text) =>
    automaton.inText(text.includes('%25') ? text.replaceAll('%25', '%') : text) ||
    matcher?.mayMatch(Content.ofText(text)) === true;
}

function tracesOf(whole: string): string[] {
  const word = whole.slice(0, ENCODED);
  const backwards = [...whole].toReversed().join('').slice(0, ENCODED);

  return [
    word,
    backwards,
    hexOf(word, ''),
    hexOf(word, '%'),
    ...lettersOf(word, BASE32, 5),
    ...lettersOf(word, BASE64, 6),
  ];
}

/** Whether compressed data begins at an offset of a text, with a piece of this length. */
export function startsCompressed(text: string, at: number, length: number): boolean {
  if (!FIRST.has(text.charCodeAt(at))) return false;
  MAGIC.lastIndex = at;
  ZLIB.lastIndex = at;

  return MAGIC.test(text) || (length <= LONGEST_ZLIB && ZLIB.test(text));
}

function hexOf(word: string, before: string): string {
  return [...Buffer.from(word)].map((byte) => before + byte.toString(16)).join('');
}

/**
 * The letters of base32 or base64 that do not depend on the bytes around a word, for each place of the word in a group of
 * bytes. In lower case, as the automaton is.
 */
function lettersOf(word: string, alphabet: string, size: number): string[] {
  const bits = [...Buffer.from(word)].map((byte) => byte.toString(2).padStart(8, '0')).join('');

  return Array.from({ length: size === 6 ? 3 : size }, (_, place) => {
    const skipped = (size - ((place * 8) % size)) % size;
    const groups = bits.slice(skipped).match(new RegExp(`.{${size}}`, 'g')) ?? [];

    return groups
      .map((group) => alphabet[Number.parseInt(group, 2)])
      .join('')
      .toLowerCase();
  });
}
