import type { Canary } from '../../model/canary.ts';
import type { Short } from '../match/matcher.ts';
import { type DigestNeedle, type DigestNeedles, digestNeedlesOf, type ShortNeedle } from './needles.ts';

/** A digest of a canary, seen in a text. */
export interface DigestHit {
  /** Index among the canaries. */
  canary: number;
  match: `digest:${string}`;
  confidence: 'certain' | 'likely';
  offset: number;
  /** Only on a digest of 32 bits, which counts with corroboration alone. */
  short?: Short;
}

export interface DigestFinder {
  /**
   * The best digest of each canary in a text, and every digest of 32 bits. Bytes that are no text come as one character
   * each. Digests are told by 8 bytes from their start, as hex in either case, as base64 of both alphabets, or as bytes.
   */
  find(text: string, skip: ReadonlySet<number>): DigestHit[];
}

/** Makes the digests when the first text comes that could hold one. */
export function createDigestFinder(canaries: readonly Canary[]): DigestFinder {
  let index: Index | undefined;

  return {
    find(text, skip) {
      if (canaries.length === 0 || text.length < 4) return [];
      index ??= indexOf(digestNeedlesOf(canaries));
      const found = new Found(skip);
      scanText(text, index, found);
      if (HAS_BYTES.test(text)) scanBytes(text, index, found);

      return found.hits();
    },
  };
}

interface Index extends DigestNeedles {
  /** One bit for each value of the key's upper bits that a needle has: one lookup in 64 passes by chance. */
  filter: Uint32Array;
  shift: number;
}

function indexOf(needles: DigestNeedles): Index {
  const bits = Math.min(24, Math.max(14, Math.ceil(Math.log2(needles.long.size * 64))));
  const filter = new Uint32Array(2 ** (bits - 5));
  const shift = 30 - bits;
  for (const key of needles.long.keys()) {
    const at = key >>> shift;
    filter[at >>> 5] = (filter[at >>> 5] ?? 0) | (1 << (at & 31));
  }

  return { ...needles, filter, shift };
}

/** Bytes, or text in which no character is beyond Latin-1: there one character may be one byte. */
// oxlint-disable-next-line no-control-regex -- the range is what a byte is
const HAS_BYTES = /^(?=[\u0000-\u007f]*[\u0080-\u00ff])[\u0000-\u00ff]*$/;

const NONE = 64;
const BASE64 = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', NONE);
BASE64[45] = 62;
BASE64[95] = 63;
const HEX = tableOf('0123456789abcdef', 16);
for (let at = 10; at < 16; at++) HEX[55 + at] = at;

function tableOf(alphabet: string, none: number): Uint8Array {
  const table = new Uint8Array(128).fill(none);
  for (let at = 0; at < alphabet.length; at++) table[alphabet.charCodeAt(at)] = at;

  return table;
}

/** One pass with two windows: the last 8 hex digits and the last 5 characters of base64, wherever in a run they stand. */
function scanText(text: string, index: Index, found: Found): void {
  const { filter, shift, long } = index;
  let hexRun = 0;
  let hex = 0;
  let run = 0;
  let window = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    const value = code < 128 ? (BASE64[code] ?? NONE) : NONE;
    if (value === NONE) {
      if (run >= 6) findShort(text, at - run, at, index, found);
      run = 0;
      hexRun = 0;
      continue;
    }
    window = ((window << 6) | value) & 0x3fffffff;
    const key = window >>> shift;
    if (++run >= 5 && (filter[key >>> 5] ?? 0) & (1 << (key & 31))) {
      const needles = long.get(window);
      if (needles) found.add(needles, at - 4, (needle) => isBase64Of(needle.bytes, text, at - 4));
    }
    const nibble = HEX[code] ?? 16;
    if (nibble === 16) {
      hexRun = 0;
      continue;
    }
    hex = (hex << 4) | nibble;
    if (++hexRun < 8) continue;
    const hexKey = (hex >>> 2) >>> shift;
    if ((filter[hexKey >>> 5] ?? 0) & (1 << (hexKey & 31))) {
      const needles = long.get(hex >>> 2);
      if (needles) found.add(needles, at - 7, (needle) => isHexOf(needle.bytes, text, at - 7));
    }
  }
}

function scanBytes(text: string, index: Index, found: Found): void {
  const { filter, shift, long } = index;
  let window = 0;
  for (let at = 0; at < text.length; at++) {
    window = (window << 8) | text.charCodeAt(at);
    const key = (window >>> 2) >>> shift;
    if (at < 3 || !((filter[key >>> 5] ?? 0) & (1 << (key & 31)))) continue;
    const needles = long.get(window >>> 2);
    if (needles) found.add(needles, at - 3, (needle) => areBytesOf(needle.bytes, text, at - 3));
  }
  if (text.length === 4) found.addShort(index.short.get(window >>> 0), text, 0);
}

/** Numbers and 8 hex digits that stand alone, in a run of base64's characters: a minus is a sign or a separator. */
function findShort(text: string, from: number, to: number, { short }: Index, found: Found): void {
  for (let at = from; at < to; ) {
    let end = at;
    while (end < to && isAlphanumeric(text.charCodeAt(end))) end++;
    const length = end - at;
    if (length === 8 || (length >= 6 && length <= 10)) {
      const word = text.slice(at, end);
      if (/^\d+$/.test(word)) {
        const signed = text[at - 1] === '-' ? -Number(word) : Number(word);
        if (signed >= -(2 ** 31) && signed < 2 ** 32) found.addShort(short.get(signed >>> 0), text, at);
        if (signed < 0) found.addShort(short.get(Number(word) >>> 0), text, at);
      }
      if (length === 8 && /^[\da-f]+$/i.test(word))
        found.addShort(short.get(Number.parseInt(word, 16)), text, at);
    }
    at = end + 1;
  }
}

function isAlphanumeric(code: number): boolean {
  return (BASE64[code] ?? NONE) < 62;
}

function isHexOf(bytes: Uint8Array, text: string, at: number): boolean {
  for (let each = 0; each < 8; each++) {
    const high = HEX[text.charCodeAt(at + each * 2)] ?? 16;
    const low = HEX[text.charCodeAt(at + each * 2 + 1)] ?? 16;
    if (high === 16 || low === 16 || bytes[each] !== high * 16 + low) return false;
  }

  return true;
}

/** Compares 64 bits: ten characters and the upper four bits of the next. */
function isBase64Of(bytes: Buffer, text: string, at: number): boolean {
  const spelled = bytes.toString('base64', 0, 9);
  for (let each = 0; each < 11; each++) {
    const got = BASE64[text.charCodeAt(at + each)] ?? NONE;
    const wanted = BASE64[spelled.charCodeAt(each)] ?? NONE;
    if (got === NONE || (each < 10 ? got !== wanted : got >> 2 !== wanted >> 2)) return false;
  }

  return true;
}

function areBytesOf(bytes: Uint8Array, text: string, at: number): boolean {
  for (let each = 0; each < 8; each++) if (bytes[each] !== text.charCodeAt(at + each)) return false;

  return true;
}

/** What was found: the best of each canary, and all that is short. */
class Found {
  readonly #skip: ReadonlySet<number>;
  readonly #best = new Map<number, DigestHit>();
  readonly #short = new Map<string, DigestHit>();

  constructor(skip: ReadonlySet<number>) {
    this.#skip = skip;
  }

  add(needles: readonly DigestNeedle[], offset: number, stands: (needle: DigestNeedle) => boolean): void {
    for (const needle of needles) {
      const { canary, confidence } = needle;
      if (this.#skip.has(canary) || !stands(needle)) continue;
      const known = this.#best.get(canary);
      if (!known || (known.confidence === 'likely' && confidence === 'certain'))
        this.#best.set(canary, { canary, match: `digest:${needle.name}`, confidence, offset });
    }
  }

  addShort(needles: readonly ShortNeedle[] | undefined, text: string, offset: number): void {
    for (const { canary, name, variant } of needles ?? []) {
      const key = `${canary} ${name} ${variant}`;
      if (this.#skip.has(canary) || this.#short.has(key)) continue;
      const short = { variant, field: fieldBefore(text, offset) };
      this.#short.set(key, { canary, match: `digest:${name}`, confidence: 'likely', offset, short });
    }
  }

  hits(): DigestHit[] {
    return [...this.#best.values(), ...this.#short.values()].sort((a, b) => a.canary - b.canary);
  }
}

/** The name that a value stands behind: `url_hash=`, `"url_hash": "`. */
function fieldBefore(text: string, at: number): string {
  return (
    /([\w.-]{1,64})["']?\s{0,4}[:=]\s{0,4}["']?-?$/.exec(text.slice(Math.max(0, at - 80), at))?.[1] ?? ''
  );
}
