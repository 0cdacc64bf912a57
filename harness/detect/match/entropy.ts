import { BIGRAM_BITS } from './bigrams.ts';

/** From here on, chance does not give a token twice in all the traffic of a lab. */
export const CERTAIN_BITS = 60;
/** Enough to be worth a look, alone. */
export const LIKELY_BITS = 40;
/** What a piece must have to count beside others. */
export const WEAK_BITS = 16;

/** Bits of a letter inside an English word, once the word is known to be one (Shannon 1951: 1 to 1.5). */
const WORD_LETTER = 1.5;
const LETTER = Math.log2(26);
const DIGIT = Math.log2(10);
const MIXED = Math.log2(36);
/** Mean surprise under which a run of letters reads as a word. Random letters have 6.2, English words 2.5 to 4.6. */
const WORDLIKE = 4.7;

/**
 * How many bits of chance a text holds, at least: words count little, random letters and digits fully. An estimate from
 * below for what people write; what it calls random, people do not write.
 */
export function entropyBits(text: string): number {
  let bits = 0;
  for (const [token] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) bits += tokenBits(token);

  return bits;
}

function tokenBits(token: string): number {
  if (/^\d+$/.test(token)) return token.length * DIGIT;
  const mixed = /\d/.test(token);
  let bits = 0;
  for (const [run] of token.matchAll(/\p{L}+|\p{N}+/gu)) {
    if (/^\p{N}/u.test(run)) bits += run.length * (mixed ? MIXED : DIGIT);
    else if (isWordlike(run, mixed ? 6 : 3)) bits += run.length * WORD_LETTER;
    else if (/^[a-z]+$/.test(run)) bits += run.length * (mixed ? MIXED : LETTER);
    else bits += run.length * WORD_LETTER * 2;
  }

  return bits;
}

function isWordlike(run: string, shortest: number): boolean {
  if (run.length < shortest || !/^[a-z]+$/.test(run)) return false;
  let sum = 0;
  for (let at = 1; at < run.length; at++)
    sum += Number(BIGRAM_BITS[run.charCodeAt(at - 1) - 97]?.[run.charCodeAt(at) - 97] ?? 9);

  return sum / (run.length - 1) < WORDLIKE;
}
