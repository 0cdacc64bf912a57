/** A set of characters: four 32-bit words for ASCII and one for everything beyond. */
export type CharacterSet = Int32Array;

/** @param characters the ASCII characters of the set */
export function setOf(characters: string): CharacterSet {
  const set = new Int32Array(5);
  for (let at = 0; at < characters.length; at++) {
    const code = characters.charCodeAt(at);
    if (code > 127) throw new RangeError('a character beyond ASCII');
    set[code >> 5] = (set[code >> 5] ?? 0) | (1 << (code & 31));
  }

  return set;
}

export function eitherOf(a: CharacterSet, b: CharacterSet): CharacterSet {
  return a.map((word, at) => word | (b[at] ?? 0));
}

export const BEYOND_ASCII: CharacterSet = Int32Array.of(0, 0, 0, 0, -1);

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const LOWER_SET = setOf(LOWER);
export const UPPER_SET = setOf(LOWER.toUpperCase());
export const ALPHANUMERIC = DIGITS + LOWER + LOWER.toUpperCase();
/** ASCII whitespace that can surround values. */
export const WHITE = ' \t\n\v\f\r';
/**
 * Characters that ASCII text does not contain: those beyond ASCII, and control characters except tabs and line ends.
 */
export const ODD: CharacterSet = Int32Array.of(~((1 << 9) | (1 << 10) | (1 << 13)), 0, 0, 1 << 31, -1);
/** Characters that a word in any base64 variant can have. */
const WORD = tableOf(`${ALPHANUMERIC}+/_.,-`);
const IS_WHITE = tableOf(WHITE);

/** A table with 1 for each given character and 0 for all other codes up to 255. */
export function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let at = 0; at < characters.length; at++) table[characters.charCodeAt(at)] = 1;

  return table;
}

/** The characters that a text contains, collected in one pass. A codec can then reject a text in constant time. */
export class Shape {
  readonly #a: number;
  readonly #b: number;
  readonly #c: number;
  readonly #d: number;
  readonly #beyond: number;
  /** The length of the longest run of letters, digits and `+/_.,-`. */
  readonly longestWord: number;
  /** Code of the first non-white character, or its first byte; -1 if there is none. */
  readonly first: number;

  private constructor(seen: Seen, longestWord: number, first: number) {
    this.#a = seen.a;
    this.#b = seen.b;
    this.#c = seen.c;
    this.#d = seen.d;
    this.#beyond = seen.beyond;
    this.longestWord = longestWord;
    this.first = first;
  }

  /** From UTF-8 or one byte per character. All characters beyond ASCII count as one. */
  static ofBytes(bytes: Uint8Array): Shape {
    const seen: Seen = { a: 0, b: 0, c: 0, d: 0, beyond: 0 };
    let longest = 0;
    let run = 0;
    for (let at = 0; at < bytes.length; at++) {
      const code = bytes[at] ?? 0;
      note(seen, code);
      if (WORD[code] === 1) run++;
      else {
        if (run > longest) longest = run;
        run = 0;
      }
    }
    let first = 0;
    while (first < bytes.length && IS_WHITE[bytes[first] ?? 0] === 1) first++;

    return new Shape(seen, Math.max(longest, run), bytes[first] ?? -1);
  }

  static ofText(text: string): Shape {
    const seen: Seen = { a: 0, b: 0, c: 0, d: 0, beyond: 0 };
    let longest = 0;
    let run = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      note(seen, code);
      if (code < 128 && WORD[code] === 1) run++;
      else {
        if (run > longest) longest = run;
        run = 0;
      }
    }
    let first = 0;
    while (first < text.length && IS_WHITE[text.charCodeAt(first)] === 1) first++;

    return new Shape(seen, Math.max(longest, run), first < text.length ? text.charCodeAt(first) : -1);
  }

  get isBeyondAscii(): boolean {
    return this.#beyond !== 0;
  }

  /** @param code of an ASCII character */
  has(code: number): boolean {
    const word = code < 64 ? (code < 32 ? this.#a : this.#b) : code < 96 ? this.#c : this.#d;

    return (word & (1 << (code & 31))) !== 0;
  }

  hasAny(set: CharacterSet): boolean {
    return (
      ((this.#a & (set[0] ?? 0)) |
        (this.#b & (set[1] ?? 0)) |
        (this.#c & (set[2] ?? 0)) |
        (this.#d & (set[3] ?? 0)) |
        (this.#beyond & (set[4] ?? 0))) !==
      0
    );
  }

  /** Whether all characters belong to a set. */
  hasOnly(set: CharacterSet): boolean {
    return (
      ((this.#a & ~(set[0] ?? 0)) |
        (this.#b & ~(set[1] ?? 0)) |
        (this.#c & ~(set[2] ?? 0)) |
        (this.#d & ~(set[3] ?? 0)) |
        (this.#beyond & ~(set[4] ?? 0))) ===
      0
    );
  }
}

/** The characters seen so far, one bit each. */
interface Seen {
  a: number;
  b: number;
  c: number;
  d: number;
  beyond: number;
}

function note(seen: Seen, code: number): void {
  const bit = 1 << (code & 31);
  if (code >= 128) seen.beyond = 1;
  else if (code >= 96) seen.d |= bit;
  else if (code >= 64) seen.c |= bit;
  else if (code >= 32) seen.b |= bit;
  else seen.a |= bit;
}
