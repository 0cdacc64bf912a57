import type { Canary } from '../../model/canary.ts';
import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { entropyBits, LIKELY_BITS } from '../match/entropy.ts';
import { searchTextsOf } from '../match/search-texts.ts';

/** A ring of symbols that a sender can shift or mirror: 36 letters and digits, 26 letters, or 256 bytes by XOR. */
type Ring = 36 | 26 | 256;
/** What happens to digits if only letters are shifted. */
type Digits = 'kept' | 'shifted' | 'mirrored';

interface Shift {
  ring: Ring;
  sign: 1 | -1;
  /** What is added, or the key byte of XOR. */
  by: number;
  digits: Digits;
}

/** Last differences of a word of a canary that are looked up: 28 bits or more. Then the whole word is compared. */
const WINDOW = 6;
/** Characters of the shortest word. */
export const SHORTEST = 8;
const WORDS = new RegExp(`[a-z0-9]{${SHORTEST},}`, 'g');
/** Bits of a difference in a hash of differences, which has the last six. */
const SHIFT_BITS = 5;
const HASH_MASK = (1 << (WINDOW * SHIFT_BITS)) - 1;
const FACTOR = 0x9e3779b1;
const FILTER_BITS = 16;
/** A power of two. No label of a host is longer than 63 letters. */
const LETTERS_KEPT = 64;
/** Decodings of one content that are tried. */
const MAX_SHIFTS = 12;
const STEP = /^shift:(36|26):(-?)(\d+)(?::(shifted|mirrored))?$/;
const XOR_STEP = /^xor:([0-9a-f]{2})$/;
const ALL_DIGITS: readonly Digits[] = ['kept', 'shifted', 'mirrored'];
const KEPT_DIGITS: readonly Digits[] = ['kept'];
const NONE = 255;
/** The first letter behind the digits. */
const TEN = 10;
/** Digits and letters of either case as numbers below 36, by byte. */
const SYMBOLS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);

  return /[a-z0-9]/i.test(character) ? Number.parseInt(character, 36) : NONE;
});

/** Each byte as its own symbol. */
const NO_TABLE = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/**
 * Text whose letters, or letters and digits, were each shifted by the same number or mirrored (Caesar, Atbash), and bytes XORed
 * with one key byte. Recognized by a word of a canary: the differences of its neighbours stay the same.
 */
export const shifted: Codec = { name: 'shift', kind: 'inside', open: () => NOTHING };

/** Finds the shifts under which a content contains a word of a canary. */
export class ShiftSearch {
  readonly #rings: Readonly<Record<Ring, Words>> = {
    36: new Words(36),
    26: new Words(26),
    256: new Words(256),
  };
  readonly #letters = new Uint8Array(LETTERS_KEPT);

  constructor(canaries: readonly Canary[]) {
    const words = new Set(
      canaries
        .flatMap((canary) => searchTextsOf(canary))
        .flatMap(({ text }) => text.match(WORDS) ?? [])
        .filter((word) => entropyBits(word) >= LIKELY_BITS),
    );
    for (const word of words) {
      const bytes = Buffer.from(word);
      const symbols = [...bytes].map((byte) => SYMBOLS[byte] ?? NONE);
      this.#rings[256].add([...bytes], 1);
      for (const sign of [1, -1] as const) {
        this.#rings[36].add(symbols, sign);
        const letters = symbols.filter((symbol) => symbol >= TEN).map((symbol) => symbol - TEN);
        this.#rings[26].add(letters, sign);
      }
    }
  }

  /**
   * The layers of a content after each shift that a word of a canary suggests.
   * @param bytes the bytes of the content
   */
  search(content: Content, bytes: Uint8Array, length: number): Layer[] {
    const shifts = this.#shiftsIn(bytes, length);
    if (shifts.length === 0) return [];
    const found = new Map(shifts.filter(changesContent).map((shift) => [printShift(shift), shift]));

    return [...found.values()].slice(0, MAX_SHIFTS).map((shift) => layerOfShift(content, shift));
  }

  #shiftsIn(bytes: Uint8Array, length: number): Shift[] {
    const shifts = this.#keysIn(bytes, length);
    /** One byte in seven is enough to see where a run of letters and digits may be. */
    for (let at = WINDOW; at < length; at += WINDOW + 1) {
      if (SYMBOLS[bytes[at] ?? 0] === NONE) continue;
      let from = at;
      while (from > 0 && SYMBOLS[bytes[from - 1] ?? 0] !== NONE) from--;
      while (at < length && SYMBOLS[bytes[at] ?? 0] !== NONE) at++;
      if (at - from > WINDOW) this.#addShiftsOfRun(bytes, from, at, shifts);
    }

    return shifts;
  }

  /** Key bytes of XOR. */
  #keysIn(bytes: Uint8Array, length: number): Shift[] {
    const words = this.#rings[256];
    const { filter } = words;
    const shifts: Shift[] = [];
    let hash = 0;
    let before = 0;
    for (let at = 0; at < length; at++) {
      const byte = bytes[at] ?? 0;
      hash = ((hash << SHIFT_BITS) ^ byte ^ before) & HASH_MASK;
      before = byte;
      if (at >= WINDOW && hasBit(filter, hash) && words.has(hash))
        shifts.push(...words.shifts(hash, bytes, at, NO_TABLE));
    }

    return shifts;
  }

  /** One pass over letters and digits in a row, and over the letters whatever digits are between them. */
  #addShiftsOfRun(bytes: Uint8Array, from: number, to: number, shifts: Shift[]): void {
    const { 36: words, 26: letters } = this.#rings;
    const [inWords, inLetters] = [words.filter, letters.filter];
    /** The last letters, by their number modulo its length. */
    const seen = this.#letters;
    let wordHash = 0;
    let letterHash = 0;
    let letterCount = 0;
    let symbolBefore = 0;
    let letterBefore = 0;
    for (let at = from; at < to; at++) {
      const symbol = SYMBOLS[bytes[at] ?? 0] ?? NONE;
      const difference = symbol - symbolBefore;
      wordHash = ((wordHash << SHIFT_BITS) ^ (difference < 0 ? difference + 36 : difference)) & HASH_MASK;
      symbolBefore = symbol;
      if (at - from >= WINDOW && hasBit(inWords, wordHash) && words.has(wordHash))
        shifts.push(...words.shifts(wordHash, bytes, at, SYMBOLS));
      if (symbol < TEN) continue;
      const letter = symbol - TEN;
      const step = letter - letterBefore;
      letterHash = ((letterHash << SHIFT_BITS) ^ (step < 0 ? step + 26 : step)) & HASH_MASK;
      letterBefore = letter;
      seen[letterCount++ & (LETTERS_KEPT - 1)] = letter;
      if (letterCount > WINDOW && hasBit(inLetters, letterHash) && letters.has(letterHash))
        shifts.push(...letters.shifts(letterHash, lastLetters(seen, letterCount), -1, NO_TABLE));
    }
  }
}

/** The letters in order. */
function lastLetters(seen: Uint8Array, count: number): Uint8Array {
  const last = Math.min(count, LETTERS_KEPT);

  return Uint8Array.from({ length: last }, (_, at) => seen[(count - last + at) & (LETTERS_KEPT - 1)] ?? 0);
}

/** The words of a ring, by a hash of their last differences. */
class Words {
  readonly filter = new Uint32Array(1 << (FILTER_BITS - 5));
  readonly #ring: Ring;
  readonly #byHash = new Map<number, { symbols: readonly number[]; sign: 1 | -1 }[]>();

  constructor(ring: Ring) {
    this.#ring = ring;
  }

  add(symbols: readonly number[], sign: 1 | -1): void {
    if (symbols.length <= WINDOW) return;
    let hash = 0;
    for (let at = symbols.length - WINDOW; at < symbols.length; at++) {
      const [before, after] = [symbols[at - 1] ?? 0, symbols[at] ?? 0];
      const difference = this.#ring === 256 ? before ^ after : modulo(sign * (after - before), this.#ring);
      hash = ((hash << SHIFT_BITS) ^ difference) & HASH_MASK;
    }
    const bit = Math.imul(hash, FACTOR) >>> (32 - FILTER_BITS);
    this.filter[bit >>> 5] = (this.filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
    this.#byHash.set(hash, [...(this.#byHash.get(hash) ?? []), { symbols, sign }]);
  }

  has(hash: number): boolean {
    return this.#byHash.has(hash);
  }

  /**
   * The shifts that make a word of the bytes up to an offset.
   * @param end offset of the last byte; -1 for the last one of all
   * @param symbols the symbol of each byte
   */
  shifts(hash: number, bytes: Uint8Array, end: number, symbols: Uint8Array): Shift[] {
    const ring = this.#ring;
    const at = end < 0 ? bytes.length - 1 : end;
    const sent = symbols[bytes[at] ?? 0] ?? 0;

    return (this.#byHash.get(hash) ?? []).flatMap(({ symbols: word, sign }) => {
      const last = word.at(-1) ?? 0;
      const by = ring === 256 ? sent ^ last : modulo(sent - sign * last, ring);
      const from = at - word.length + 1;
      const isWord = word.every((symbol, index) => {
        const shifted = ring === 256 ? symbol ^ by : modulo(sign * symbol + by, ring);

        return from >= 0 && symbols[bytes[from + index] ?? 0] === shifted;
      });

      return isWord
        ? (ring === 26 ? ALL_DIGITS : KEPT_DIGITS).map((digits) => ({ ring, sign, by, digits }))
        : [];
    });
  }
}

function hasBit(filter: Uint32Array, hash: number): boolean {
  const bit = Math.imul(hash, FACTOR) >>> (32 - FILTER_BITS);

  return ((filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
}

/** The layer of a step that a chain names; undefined for another step. */
export function layerOfShiftStep(step: string, content: Content): Layer | undefined {
  const key = XOR_STEP.exec(step)?.[1];
  if (key !== undefined)
    return layerOfShift(content, { ring: 256, sign: 1, by: Number.parseInt(key, 16), digits: 'kept' });
  const [, ring, sign, by, digits] = STEP.exec(step) ?? [];
  if (by === undefined) return undefined;

  return layerOfShift(content, {
    ring: ring === '36' ? 36 : 26,
    sign: sign === '-' ? -1 : 1,
    by: Number(by),
    digits: digits === 'shifted' || digits === 'mirrored' ? digits : 'kept',
  });
}

function printShift({ ring, sign, by, digits }: Shift): string {
  if (ring === 256) return `xor:${by.toString(16).padStart(2, '0')}`;

  return `shift:${ring}:${sign < 0 ? '-' : ''}${by}${digits === 'kept' ? '' : `:${digits}`}`;
}

function layerOfShift(content: Content, shift: Shift): Layer {
  const { ring, sign, by, digits } = shift;
  const step = printShift(shift);
  if (ring === 256) {
    const bytes = Buffer.from(content.bytes);
    for (let at = 0; at < bytes.length; at++) bytes[at] = (bytes[at] ?? 0) ^ by;

    return { step, content: Content.ofBytes(bytes), offset: 0, sure: false };
  }
  const undone = (symbol: number, size: number) => modulo(sign * (symbol - by), size);
  const text = content.text.toLowerCase().replaceAll(/[a-z0-9]/g, (character) => {
    const symbol = Number.parseInt(character, 36);
    if (ring === 36) return undone(symbol, 36).toString(36);
    if (symbol >= 10) return (10 + undone(symbol - 10, 26)).toString(36);

    return digits === 'kept' ? character : `${digits === 'mirrored' ? 9 - symbol : undone(symbol, 10)}`;
  });

  return { step, content: Content.ofText(text), offset: 0, sure: false };
}

/** Whether a shift is not just the content itself. */
function changesContent({ sign, by, digits }: Shift): boolean {
  return sign < 0 || by !== 0 || digits === 'mirrored';
}

function modulo(number: number, size: number): number {
  return ((number % size) + size) % size;
}
