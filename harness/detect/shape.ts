/** A set of ASCII characters, as four words of bits. */
export type CharacterSet = Int32Array;

/** @param characters those of the set, none beyond ASCII */
export function setOf(characters: string): CharacterSet {
  const set = new Int32Array(4);
  for (let at = 0; at < characters.length; at++) {
    const code = characters.charCodeAt(at);
    if (code > 127) throw new RangeError('a character beyond ASCII');
    set[code >> 5] = (set[code >> 5] ?? 0) | (1 << (code & 31));
  }

  return set;
}

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const LOWER_SET = setOf(LOWER);
export const UPPER_SET = setOf(LOWER.toUpperCase());
export const DIGIT_SET = setOf(DIGITS);
export const ALPHANUMERIC = DIGITS + LOWER + LOWER.toUpperCase();
/** What a word of any base64 may have. */
const WORD = tableOf(`${ALPHANUMERIC}+/_.,-`);

/** One for each ASCII character that is among the given ones, zero for all others up to 255. */
export function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let at = 0; at < characters.length; at++) table[characters.charCodeAt(at)] = 1;

  return table;
}

/**
 * What characters a text has, from one pass over it: with it, a codec whose encoding has a character of its own says in
 * constant time that a text is none of its business.
 */
export class Shape {
  readonly #seen: Int32Array;
  /** Something is beyond ASCII. */
  readonly isBeyondAscii: boolean;
  /** The length of the longest run of letters, digits and `+/_.,-`. */
  readonly longestWord: number;

  private constructor(seen: Int32Array, isBeyondAscii: boolean, longestWord: number) {
    this.#seen = seen;
    this.isBeyondAscii = isBeyondAscii;
    this.longestWord = longestWord;
  }

  /** Of UTF-8, or of bytes that stand for one character each: what is beyond ASCII is told by no more than that. */
  static ofBytes(bytes: Uint8Array): Shape {
    const seen = new Int32Array(8);
    let longest = 0;
    let run = 0;
    for (let at = 0; at < bytes.length; at++) {
      const code = bytes[at] ?? 0;
      seen[code >> 5] = (seen[code >> 5] ?? 0) | (1 << (code & 31));
      if (WORD[code] === 1) run++;
      else {
        if (run > longest) longest = run;
        run = 0;
      }
    }
    const beyond = (seen[4] ?? 0) | (seen[5] ?? 0) | (seen[6] ?? 0) | (seen[7] ?? 0);

    return new Shape(seen, beyond !== 0, Math.max(longest, run));
  }

  static ofText(text: string): Shape {
    const seen = new Int32Array(4);
    let beyond = false;
    let longest = 0;
    let run = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 128) seen[code >> 5] = (seen[code >> 5] ?? 0) | (1 << (code & 31));
      else beyond = true;
      if (code < 128 && WORD[code] === 1) run++;
      else {
        if (run > longest) longest = run;
        run = 0;
      }
    }

    return new Shape(seen, beyond, Math.max(longest, run));
  }

  /** @param code of an ASCII character */
  has(code: number): boolean {
    return ((this.#seen[code >> 5] ?? 0) & (1 << (code & 31))) !== 0;
  }

  hasAny(set: CharacterSet): boolean {
    for (let at = 0; at < 4; at++) if (((this.#seen[at] ?? 0) & (set[at] ?? 0)) !== 0) return true;

    return false;
  }

  /** Whether there is nothing but characters of a set; never so where something is beyond ASCII. */
  hasOnly(set: CharacterSet): boolean {
    if (this.isBeyondAscii) return false;
    for (let at = 0; at < 4; at++) if (((this.#seen[at] ?? 0) & ~(set[at] ?? 0)) !== 0) return false;

    return true;
  }
}
