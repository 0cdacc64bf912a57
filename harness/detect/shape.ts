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
  readonly #seen: readonly [number, number, number, number];
  /** Something is beyond ASCII. */
  readonly isBeyondAscii: boolean;
  /** The length of the longest run of letters, digits and `+/_.,-`. */
  readonly longestWord: number;

  private constructor(isBeyondAscii: boolean, longestWord: number) {
    const [a = 0, b = 0, c = 0, d = 0] = scratch;
    this.#seen = [a, b, c, d];
    this.isBeyondAscii = isBeyondAscii;
    this.longestWord = longestWord;
  }

  /** Of UTF-8, or of bytes that stand for one character each: what is beyond ASCII is told by no more than that. */
  static ofBytes(bytes: Uint8Array): Shape {
    scratch.fill(0);
    let longest = 0;
    let run = 0;
    for (let at = 0; at < bytes.length; at++) {
      const code = bytes[at] ?? 0;
      scratch[code >> 5] = (scratch[code >> 5] ?? 0) | (1 << (code & 31));
      if (WORD[code] === 1) run++;
      else {
        if (run > longest) longest = run;
        run = 0;
      }
    }
    const beyond = (scratch[4] ?? 0) | (scratch[5] ?? 0) | (scratch[6] ?? 0) | (scratch[7] ?? 0);

    return new Shape(beyond !== 0, Math.max(longest, run));
  }

  static ofText(text: string): Shape {
    scratch.fill(0);
    let beyond = false;
    let longest = 0;
    let run = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 128) scratch[code >> 5] = (scratch[code >> 5] ?? 0) | (1 << (code & 31));
      else beyond = true;
      if (code < 128 && WORD[code] === 1) run++;
      else {
        if (run > longest) longest = run;
        run = 0;
      }
    }

    return new Shape(beyond, Math.max(longest, run));
  }

  /** @param code of an ASCII character */
  has(code: number): boolean {
    return ((this.#seen[code >> 5] ?? 0) & (1 << (code & 31))) !== 0;
  }

  hasAny(set: CharacterSet): boolean {
    const [a, b, c, d] = this.#seen;

    return ((a & (set[0] ?? 0)) | (b & (set[1] ?? 0)) | (c & (set[2] ?? 0)) | (d & (set[3] ?? 0))) !== 0;
  }

  /** Whether there is nothing but characters of a set; never so where something is beyond ASCII. */
  hasOnly(set: CharacterSet): boolean {
    if (this.isBeyondAscii) return false;
    const [a, b, c, d] = this.#seen;

    return ((a & ~(set[0] ?? 0)) | (b & ~(set[1] ?? 0)) | (c & ~(set[2] ?? 0)) | (d & ~(set[3] ?? 0))) === 0;
  }
}

/** Which bytes were seen, one bit each; filled anew for each shape, as an array of its own for each costs more than the pass. */
const scratch = new Int32Array(8);
