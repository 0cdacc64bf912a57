import { wordsOf } from '../codecs/words.ts';
import type { Content } from '../content.ts';
import { ALPHANUMERIC, tableOf } from '../shape.ts';

/** Hex digits of the shortest cut digest. */
const SHORTEST_CUT = 16;
const LONGEST_CUT = 128;
/** Algorithm by number of hex digits. */
const BY_LENGTH: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };
const HEX_DIGITS = tableOf('0123456789abcdefABCDEF');
const SHORTEST_HEX = 32;
/** Characters of either base64 alphabet. */
const IN_BASE64 = tableOf(`${ALPHANUMERIC}+/_-`);
/** Characters of a digest in base64, without padding. */
const BASE64_LENGTHS: ReadonlySet<number> = new Set([22, 27, 43, 86]);
const SHORTEST_BASE64 = 22;
const EQUALS = 0x3d;

/** A digest in hex or base64 in a text. */
export interface WrittenDigest {
  /** In lower case. */
  hex: string;
  at: number;
}

/** Digests of 16, 20, 32 or 64 bytes in a text, written as a separate word of hex or base64. */
export function digestsIn({ text, length, shape }: Content): WrittenDigest[] {
  if (length < SHORTEST_BASE64 || shape.longestWord < SHORTEST_BASE64) return [];
  const digests: WrittenDigest[] = [];
  for (const { from, to } of wordsOf(text, HEX_DIGITS, SHORTEST_HEX))
    if (BY_LENGTH[to - from] !== undefined)
      digests.push({ hex: text.slice(from, to).toLowerCase(), at: from });
  for (const { from, to } of wordsOf(text, IN_BASE64, SHORTEST_BASE64))
    if (BASE64_LENGTHS.has(to - from) && isPaddedOnce(text, to))
      digests.push({ hex: Buffer.from(text.slice(from, to), 'base64').toString('hex'), at: from });

  return digests;
}

/** The digest algorithm whose digests have the length of this one. */
export function algorithmOf(hex: string): string | undefined {
  return BY_LENGTH[hex.length];
}

/** Words of 16 hex digits or more that may be the start or the end of a digest. */
export function cutDigestsIn({ text, length, shape }: Content): WrittenDigest[] {
  if (length < SHORTEST_CUT || shape.longestWord < SHORTEST_CUT) return [];

  return wordsOf(text, HEX_DIGITS, SHORTEST_CUT).flatMap(({ from, to }) => {
    const hex = text.slice(from, to).toLowerCase();
    const isDigest = hex.length % 2 === 0 && hex.length < LONGEST_CUT && /[a-f]/.test(hex) && /\d/.test(hex);

    return isDigest ? [{ hex, at: from }] : [];
  });
}

/** Whether a base64 word ends here: at most two padding characters, with no base64 character after them. */
function isPaddedOnce(text: string, end: number): boolean {
  let at = end;
  while (text.charCodeAt(at) === EQUALS) at++;

  return at === end || (at <= end + 2 && IN_BASE64[text.charCodeAt(at)] !== 1);
}
