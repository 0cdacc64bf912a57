import { entropyBits } from '../match/entropy.ts';

/** How much a word of a text can say, and whether it reads as human text. */
export interface Token {
  text: string;
  /** Bits that it can encode: a lower bound. */
  bits: number;
  kind: 'random' | 'number' | 'word';
}

/** UUIDs of versions 4 and 7 in their usual form (RFC 9562): random, or a clock and random. */
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g;
/** Escapes of JSON and URLs end a token, so that escaped and decoded text have the same tokens. */
const ESCAPE = /\\u[0-9a-fA-F]{4}|\\[^u]|%[0-9A-Fa-f]{2}/g;
/** Zero-width characters, variation selectors, tags, direction marks. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const TOKEN = /[A-Za-z0-9]+|[^\0-\x7f]+/g;
/** Letters and digits. A shorter token means something only in its place. */
const SHORTEST_RANDOM = 4;
/** Bits per character. Human words have 1.5 to 3. */
const DENSE = 3.9;
const MIXED_CASE = 5.7;
/** Of letters and digits. */
const MIXED = 5.1;
/** Digits between letters, as words, versions and sizes do not have them. */
const INTERLEAVED = /^(?=.{6})[a-z]+\d+[a-z]+[a-z\d]*$|^(?=.{6})\d+[a-z]+\d+[a-z]+[a-z\d]*$/;
/** No letters or digits of any language: emoji, invisible characters, signs. */
const SYMBOLS = /^(?:[^\p{L}\p{N}\p{M}]|\p{Default_Ignorable_Code_Point})+$/u;
const HEX = /^(?=.*\d)(?=.*[a-f])[\da-f]+$|^(?=.*\d)(?=.*[A-F])[\dA-F]+$/;

/** The words and numbers of a text. UUIDs in their usual form are left out; invisible characters are one word. */
export function tokensOf(text: string): Token[] {
  const invisible = (text.match(INVISIBLE) ?? []).join('');
  const visible = invisible === '' ? text : text.replaceAll(INVISIBLE, '');
  const plain = visible.replaceAll(UUID, ' ').replaceAll(ESCAPE, ' ');
  const words = [...plain.matchAll(TOKEN)].map(([token]) => token);

  return [...words, ...(invisible === '' ? [] : [invisible])].map((token) => ({
    text: token,
    ...measure(token),
  }));
}

/** A number as a token; of a fraction, its digits count. */
export function numberToken(value: number): Token {
  const text = String(value);
  const digits = text.replaceAll(/\D|e.*$/g, '').length;
  const bits = Number.isInteger(value) ? Math.log2(Math.abs(value) + 1) : digits * Math.log2(10);

  return { text, bits, kind: 'number' };
}

function measure(token: string): Pick<Token, 'bits' | 'kind'> {
  if (/^\d+$/.test(token))
    return { bits: Math.min(token.length * Math.log2(10), Math.log2(Number(token) + 1)), kind: 'number' };
  if (SYMBOLS.test(token)) return { bits: symbolBits(token), kind: 'random' };
  const bits = entropyBits(token);
  if (HEX.test(token))
    return { bits: token.length * 4, kind: token.length < SHORTEST_RANDOM ? 'number' : 'random' };
  if (INTERLEAVED.test(token)) return { bits: token.length * MIXED, kind: 'random' };
  if (mixesCases(token)) return { bits: token.length * MIXED_CASE, kind: 'random' };
  if (token.length >= SHORTEST_RANDOM && bits >= DENSE * token.length) return { bits, kind: 'random' };

  return { bits, kind: token.length < SHORTEST_RANDOM ? 'number' : 'word' };
}

/** Bits of a run of symbols, each a choice among those that the run has. */
function symbolBits(token: string): number {
  const symbols = [...token];

  return symbols.length * Math.log2(new Set(symbols).size + 1);
}

/** Whether upper and lower case alternate as in base64, not as in names of several words. */
function mixesCases(token: string): boolean {
  const upper = token.match(/[A-Z]/g)?.length ?? 0;
  const lower = token.match(/[a-z]/g)?.length ?? 0;
  const turns = token.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0;

  return token.length >= 6 && Math.min(upper, lower) >= token.length * 0.25 && turns >= token.length * 0.3;
}
