import { looksRandom } from '../match/entropy.ts';

/** Score per byte. Prose, JSON and URLs score more; random printable characters score about two thirds. */
export const READABLE = 1.1;

/**
 * Average score per byte: 2 for the most common characters of text, 1 for other lower-case letters and
 * digits.
 */
export function readability(bytes: Uint8Array): number {
  let score = 0;
  for (const byte of bytes) score += WEIGHTS[byte] ?? 0;

  return bytes.length === 0 ? 0 : score / bytes.length;
}

/** Share of legible bytes in text, and the most of the signs below. */
const [LEGIBLE, SIGNS] = [0.15, 0.02];
/** Signs that are rare in text, JSON and addresses. */
const RARE_SIGN = /[!#$()*;<>@'+^`|~\\]/g;
/** Ids, addresses and numbers. Random printable characters have signs among them. */
const LONG = /[A-Za-z0-9+/=_.:%@-]{16,}|\d[\d.:-]{5,}/g;
const WORD = /[A-Za-z]{4,}/g;

/**
 * Whether printable characters are text. Text that was XORed with a key of letters is printable under one of 128 keys: 1
 * in 400 of such texts passes.
 */
export function isLegible(bytes: Uint8Array): boolean {
  const signs = latin1Of(bytes).match(RARE_SIGN)?.length ?? 0;

  return signs <= bytes.length * SIGNS && legibleShare(bytes) >= LEGIBLE;
}

/** Whether bytes hold words, numbers or long ids, as binary formats with strings do. */
export function holdsStrings(bytes: Uint8Array): boolean {
  return legibleShare(bytes) >= LEGIBLE;
}

/** Share of bytes in words, numbers and long ids, from 0 to 1. */
function legibleShare(bytes: Uint8Array): number {
  let legible = 0;
  const rest = latin1Of(bytes).replaceAll(LONG, (found) => {
    legible += found.length;

    return ' ';
  });
  for (const [word] of rest.matchAll(WORD)) if (!looksRandom(word, 0, word.length)) legible += word.length;

  return bytes.length === 0 ? 0 : legible / bytes.length;
}

function latin1Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

const WEIGHTS = weights();

function weights(): Uint8Array {
  const table = new Uint8Array(256);
  for (let code = 97; code <= 122; code++) table[code] = 1;
  for (let code = 48; code <= 57; code++) table[code] = 1;
  for (const code of Buffer.from('etaoinsrhldc "/:.,=&')) table[code] = 2;

  return table;
}
