import { isAscii } from 'node:buffer';
import type { Canary } from '../../model/canary.ts';
import { entropyBits, LIKELY_BITS } from '../match/entropy.ts';

/** A text of a canary, and which of its characters are random. The others also occur in texts about other pages. */
export interface KnownText {
  /** Index among the canaries. */
  canary: number;
  text: string;
  isRandom: readonly boolean[];
  /** Whether its base64 and base32 are searched too. */
  isEncoded: boolean;
}

/** Characters. The pattern of a shorter text occurs by chance. */
export const SHORTEST_TEXT = 24;

/**
 * The texts of a canary that a sender may encode whole. A URL: with and without its scheme, its host alone, its path with
 * the query, and the URL with percent escapes. Anything else: as written, in lower case, and with percent escapes. Texts
 * without a random word are left out.
 */
export function knownTextsOf({ kind, value }: Canary, canary: number): KnownText[] {
  const [whole, ...parts] = kind === 'url' ? textsOfUrl(value) : [value, value.toLowerCase()];
  const hidden = new Set(kind === 'url' ? [whole, parts[0]] : [whole]);
  const texts = new Set([whole, ...parts, encodeURIComponent(whole)]);

  return [...texts]
    .map((text) => ({
      canary,
      text,
      isRandom: randomCharactersOf(text),
      isEncoded: hidden.has(text) && isAscii(Buffer.from(text)),
    }))
    .filter(({ text, isRandom }) => text.length >= SHORTEST_TEXT && isRandom.includes(true));
}

/** The whole address, the host, and the other texts. */
function textsOfUrl(value: string): [string, ...string[]] {
  const [, scheme = '', host = '', path = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)(.*)$/is.exec(value) ?? [];

  return path.length <= 1 ? [scheme + host, host] : [value, host, host + path, path];
}

/** Whether each character belongs to a word that is rare enough to be random. Escapes such as `%3D` are not random. */
function randomCharactersOf(text: string): boolean[] {
  const isRandom = Array.from(text, () => false);
  for (const { 0: word, index } of text.matchAll(/(?<=%[0-9A-F]{2})[a-z0-9]+|(?<!%)[a-z0-9]+/gi))
    if (entropyBits(word) >= LIKELY_BITS) isRandom.fill(true, index, index + word.length);

  return isRandom;
}
