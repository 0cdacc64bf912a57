import { type Pattern, SEED } from './patterns.ts';
import type { Sequence } from './sequence.ts';

/** A pattern that was found in a sequence of symbols. */
export interface PatternHit {
  pattern: Pattern;
  /** Index of the first symbol of the pattern in the sequence. */
  at: number;
}

/** An odd factor, so that it has an inverse modulo 2^32. */
const FACTOR = 0x9e3779b1 | 0;
const INVERSE = inverseOf(FACTOR);
const POWERS = Int32Array.from({ length: SEED }, (_, exponent) => powerOf(exponent));
const LAST_POWER = powerOf(SEED - 1);
/** The numbers of the last symbols: a power of two above `SEED`, minus one. */
const RING = 31;
/** With 64 canaries, fewer than one window in a hundred passes by chance. */
const FILTER_BITS = 18;

/**
 * Searches sequences for patterns in one pass, whatever the number of patterns and the alphabet. Each symbol is written
 * as the distance to its last occurrence in the window (Baker 1993, parameterized matching), and a rolling hash of these
 * distances is looked up.
 */
export class PatternSearch {
  readonly #bySeed = new Map<number, Pattern[]>();
  readonly #filter = new Uint8Array(1 << (FILTER_BITS - 3));
  /** For each of the last symbols, the distance to its next occurrence; 0 if there is none yet. */
  readonly #ahead = new Int32Array(RING + 1);
  #last = new Int32Array(256);
  /** The number of distinct symbols in the last sequence. */
  distinct = 0;

  constructor(patterns: readonly Pattern[]) {
    for (const pattern of patterns) {
      const seed = hashOf(pattern.symbols.subarray(pattern.seedAt, pattern.seedAt + SEED));
      const known = this.#bySeed.get(seed);
      if (known) known.push(pattern);
      else this.#bySeed.set(seed, [pattern]);
      const bit = seed >>> (32 - FILTER_BITS);
      this.#filter[bit >> 3] = (this.#filter[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }

  /** @param size greater than every symbol */
  search({ symbols, length, size }: Sequence): readonly PatternHit[] {
    if (length < SEED) return NONE;
    if (this.#last.length < size) this.#last = new Int32Array(size);
    const [ahead, last, filter] = [this.#ahead, this.#last, this.#filter];
    let hits: PatternHit[] | undefined;
    let distinct = 0;
    let hash = 0;
    for (let at = 0; at < length; at++) {
      const symbol = symbols[at] ?? 0;
      /** 0 for a new symbol, otherwise its last index plus 1. */
      const before = last[symbol] ?? 0;
      last[symbol] = at + 1;
      ahead[at & RING] = 0;
      if (before === 0) distinct++;
      const distance = before === 0 ? 0 : at + 1 - before;
      if (before > 0 && distance < SEED) ahead[(before - 1) & RING] = distance;
      if (at >= SEED) {
        /** The symbol that leaves the window is no longer the one before its next occurrence. */
        const next = ahead[(at - SEED) & RING] ?? 0;
        if (next > 0) hash = (hash - Math.imul(next, POWERS[next] ?? 0)) | 0;
        hash = Math.imul(hash, INVERSE);
        if (distance < SEED) hash = (hash + Math.imul(distance, LAST_POWER)) | 0;
      } else hash = (hash + Math.imul(distance, POWERS[at] ?? 0)) | 0;
      if (at < SEED - 1) continue;
      const bit = hash >>> (32 - FILTER_BITS);
      if (((filter[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) continue;
      for (const pattern of this.#bySeed.get(hash) ?? []) {
        const from = at - SEED + 1 - pattern.seedAt;
        if (isPatternAt(pattern, symbols, length, from)) (hits ??= []).push({ pattern, at: from });
      }
    }
    last.fill(0, 0, size);
    this.distinct = distinct;

    return hits ?? NONE;
  }
}

const NONE: readonly PatternHit[] = [];

/** Whether symbols repeat as in a pattern: equal where it has equal symbols, different where it has different ones. */
function isPatternAt(
  { symbols: pattern, letters }: Pattern,
  symbols: Sequence['symbols'],
  length: number,
  at: number,
): boolean {
  if (at < 0 || at + pattern.length > length) return false;
  const images = new Int32Array(letters.length).fill(-1);
  const used = new Set<number>();
  for (let index = 0; index < pattern.length; index++) {
    const letter = pattern[index] ?? 0;
    const symbol = symbols[at + index] ?? 0;
    if (images[letter] === symbol) continue;
    if (images[letter] !== -1 || used.has(symbol)) return false;
    images[letter] = symbol;
    used.add(symbol);
  }

  return true;
}

function hashOf(seed: Uint8Array): number {
  let hash = 0;
  for (let at = 1; at < seed.length; at++) {
    const before = seed.lastIndexOf(seed[at] ?? 0, at - 1);
    if (before >= 0) hash = (hash + Math.imul(at - before, POWERS[at] ?? 0)) | 0;
  }

  return hash;
}

function powerOf(exponent: number): number {
  let power = 1;
  for (let times = 0; times < exponent; times++) power = Math.imul(power, FACTOR);

  return power;
}

/** The inverse of an odd number modulo 2^32; each of Newton's steps doubles the number of correct bits. */
function inverseOf(odd: number): number {
  let inverse = odd;
  for (let step = 0; step < 5; step++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));

  return inverse;
}
