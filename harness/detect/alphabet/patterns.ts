import { BASE32, BASE64 } from '../codecs/alphabets.ts';
import type { KnownText } from './known-texts.ts';

/** Symbols in a seed: the part of a pattern that is looked up at every offset. */
export const SEED = 24;
/** How symbols hold characters: one each, or 6 or 5 bits of a byte each. */
export type SymbolCode = 'text' | 'base64' | 'base32';

/** The order in which the symbols of a known text repeat. It is the same in every alphabet. */
export interface Pattern {
  canary: number;
  code: SymbolCode;
  /** For each symbol, its index in `letters`. */
  symbols: Uint8Array;
  /** The distinct symbols in a common alphabet, by first occurrence. */
  letters: string;
  /** Bits at the start that belong to a byte before the text. */
  skip: number;
  /** Where the seed begins. */
  seedAt: number;
  /** How improbable the pattern is in text that is not about the canary. */
  bits: number;
}

/** Alphabets by the bits of a symbol. */
const CODES = [
  { code: 'base64', width: 6, offsets: 3, alphabet: BASE64 },
  { code: 'base32', width: 5, offsets: 5, alphabet: BASE32 },
] as const;

/**
 * The patterns of a known text: of its characters, also reversed, and of its base64 and base32 at every offset. A
 * sender that replaces each symbol by another keeps the pattern.
 */
export function patternsOf({ canary, text, isRandom, isEncoded }: KnownText): Pattern[] {
  const characters = [...text];
  const written: Written = { code: 'text', skip: 0, symbols: characters, isRandom };
  const reversed = { ...written, symbols: characters.toReversed(), isRandom: isRandom.toReversed() };
  const encoded = (isEncoded ? CODES : []).flatMap((code) =>
    Array.from({ length: code.offsets }, (_, before) => encode(text, isRandom, before, code)),
  );

  return [written, reversed, ...encoded].flatMap(({ code, skip, symbols, isRandom: random }) => {
    if (symbols.length < SEED || symbols.length > LONGEST) return [];
    const numbers = new Map<string, number>();
    for (const symbol of symbols) if (!numbers.has(symbol)) numbers.set(symbol, numbers.size);
    const pattern = Uint8Array.from(symbols, (symbol) => numbers.get(symbol) ?? 0);
    const fixed = pattern.filter((_, at) => random[at] !== true);
    const bits = arrangementBits(pattern) - arrangementBits(fixed);

    return [
      {
        canary,
        code,
        skip,
        symbols: pattern,
        letters: [...numbers.keys()].join(''),
        seedAt: seedOf(pattern, random),
        bits,
      },
    ];
  });
}

/** Symbols of a longer text are not needed to recognize it. */
const LONGEST = 255;

/** Of 0 to 255, to base 2. */
const LOG_FACTORIALS = logFactorials();

function logFactorials(): Float64Array {
  const table = new Float64Array(256);
  for (let count = 2; count < 256; count++) table[count] = (table[count - 1] ?? 0) + Math.log2(count);

  return table;
}

/** A text in one code, and which of its symbols depend on random characters. */
interface Written {
  code: SymbolCode;
  skip: number;
  symbols: readonly string[];
  isRandom: readonly boolean[];
}

/** The symbols that do not depend on the `before` bytes in front of the text. */
function encode(
  text: string,
  isRandom: readonly boolean[],
  before: number,
  { code, width, alphabet }: (typeof CODES)[number],
): Written {
  const bytes = Buffer.from('\0'.repeat(before) + text, 'latin1');
  const first = Math.ceil((before * 8) / width);
  const last = Math.floor((bytes.length * 8) / width);
  const symbols: string[] = [];
  const random: boolean[] = [];
  for (let at = first; at < last; at++) {
    const from = at * width;
    const [start, end] = [from >> 3, (from + width - 1) >> 3];
    const pair = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0);
    symbols.push(alphabet[(pair >> (16 - width - (from & 7))) & ((1 << width) - 1)] ?? '');
    random.push(isRandom[start - before] === true || isRandom[end - before] === true);
  }

  return { code, skip: (8 - ((first * width) & 7)) & 7, symbols, isRandom: random };
}

/** The offset of the window in which most random symbols repeat an earlier symbol of the window. */
function seedOf(pattern: Uint8Array, isRandom: readonly boolean[]): number {
  const before = Int16Array.from(pattern, (symbol, at) =>
    at === 0 ? -1 : pattern.lastIndexOf(symbol, at - 1),
  );
  let best = { at: 0, repeats: -1 };
  for (let at = 0; at + SEED <= pattern.length; at += 2) {
    let repeats = 0;
    for (let index = at + 1; index < at + SEED; index++)
      if ((before[index] ?? -1) >= at) repeats += isRandom[index] === true ? 4 : 1;
    if (repeats > best.repeats) best = { at, repeats };
  }

  return best.at;
}

/**
 * The logarithm to base 2 of the number of orders in which symbols can repeat as often as in a pattern. All of these
 * orders are equally likely in random text, whatever its alphabet and however often each symbol occurs. So a random text
 * has a given pattern with a probability of at most `2 ** -bits`.
 */
export function arrangementBits(pattern: Uint8Array): number {
  const counts = new Uint8Array(256);
  for (const symbol of pattern) counts[symbol] = (counts[symbol] ?? 0) + 1;
  const sizes = new Uint8Array(256);
  let bits = logFactorial(pattern.length);
  for (const count of counts) {
    bits -= logFactorial(count);
    sizes[count] = (sizes[count] ?? 0) + 1;
  }
  for (const equal of sizes.subarray(1)) bits -= logFactorial(equal);

  return bits;
}

function logFactorial(count: number): number {
  return LOG_FACTORIALS[count] ?? 0;
}
