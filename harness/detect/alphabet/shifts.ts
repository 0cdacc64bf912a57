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

/** Differences in a row that suggest a word of a canary: 28 bits or more. The whole word is compared afterwards. */
const WINDOW = 6;
const WORDS = /[a-z0-9]{8,}/g;
/** Bits of a difference in a hash of differences, which has the last six. */
const SHIFT_BITS = 5;
const HASH_MASK = (1 << (WINDOW * SHIFT_BITS)) - 1;
const FACTOR = 0x9e3779b1;
const FILTER_BITS = 16;
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

/**
 * Text whose letters, or letters and digits, were each shifted by the same number or mirrored (Caesar, Atbash), and bytes XORed
 * with one key byte. Recognized by a word of a canary: the differences of its neighbours stay the same.
 */
export const shifted: Codec = { name: 'shift', kind: 'inside', open: () => NOTHING };

/** Finds the shifts under which a content contains a word of a canary. */
export class ShiftSearch {
  readonly #rings: Readonly<Record<Ring, Windows>> = {
    36: new Windows(),
    26: new Windows(),
    256: new Windows(),
  };

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
      this.#rings[256].add(256, 1, [...bytes]);
      for (const sign of [1, -1] as const) {
        this.#rings[36].add(36, sign, symbols);
        this.#rings[26].add(
          26,
          sign,
          symbols.filter((symbol) => symbol >= TEN).map((symbol) => symbol - TEN),
        );
      }
    }
  }

  /** The layers of a content after each shift that a word of a canary suggests. */
  search(content: Content): Layer[] {
    const found = new Map<string, Shift>();
    for (const shift of this.#shiftsIn(content.bytes))
      if (changesContent(shift)) found.set(printShift(shift), shift);

    return [...found.values()].slice(0, MAX_SHIFTS).map((shift) => layerOfShift(content, shift));
  }

  /** One pass over the bytes: letters and digits in a row, letters in a row whatever digits are between them, and all bytes. */
  #shiftsIn(bytes: Uint8Array): Shift[] {
    const { 36: words, 26: letters, 256: all } = this.#rings;
    const shifts: Shift[] = [];
    const seen = new Uint8Array(bytes.length);
    let [wordHash, wordLength, letterHash, letterCount, byteHash] = [0, 0, 0, 0, 0];
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (at > 0) byteHash = hashWith(byteHash, byte ^ (bytes[at - 1] ?? 0));
      if (at >= WINDOW && all.mayHave(byteHash))
        shifts.push(...all.shifts(256, byteHash, bytes[at - WINDOW] ?? 0));
      const symbol = SYMBOLS[byte] ?? NONE;
      if (symbol === NONE) {
        wordLength = letterCount = 0;
        continue;
      }
      if (wordLength > 0)
        wordHash = hashWith(wordHash, modulo(symbol - (SYMBOLS[bytes[at - 1] ?? 0] ?? 0), 36));
      if (++wordLength > WINDOW && words.mayHave(wordHash))
        shifts.push(...words.shifts(36, wordHash, SYMBOLS[bytes[at - WINDOW] ?? 0] ?? 0));
      if (symbol < TEN) continue;
      const letter = symbol - TEN;
      if (letterCount > 0)
        letterHash = hashWith(letterHash, modulo(letter - (seen[letterCount - 1] ?? 0), 26));
      seen[letterCount++] = letter;
      if (letterCount > WINDOW && letters.mayHave(letterHash))
        shifts.push(...letters.shifts(26, letterHash, seen[letterCount - 1 - WINDOW] ?? 0));
    }

    return shifts;
  }
}

/** The windows of differences of a ring, by their hash. */
class Windows {
  readonly #filter = new Uint8Array(1 << (FILTER_BITS - 3));
  readonly #byHash = new Map<number, { first: number; sign: 1 | -1 }[]>();

  add(ring: Ring, sign: 1 | -1, symbols: readonly number[]): void {
    for (let at = 0; at + WINDOW < symbols.length; at++) {
      let hash = 0;
      for (let next = at + 1; next <= at + WINDOW; next++) {
        const [before, after] = [symbols[next - 1] ?? 0, symbols[next] ?? 0];
        hash = hashWith(hash, ring === 256 ? before ^ after : modulo(sign * (after - before), ring));
      }
      const bit = bitOf(hash);
      this.#filter[bit >> 3] = (this.#filter[bit >> 3] ?? 0) | (1 << (bit & 7));
      this.#byHash.set(hash, [...(this.#byHash.get(hash) ?? []), { first: symbols[at] ?? 0, sign }]);
    }
  }

  mayHave(hash: number): boolean {
    const bit = bitOf(hash);

    return ((this.#filter[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  }

  /** @param sent the first symbol of the window in the content */
  shifts(ring: Ring, hash: number, sent: number): Shift[] {
    return (this.#byHash.get(hash) ?? []).flatMap(({ first, sign }) => {
      const by = ring === 256 ? sent ^ first : modulo(sent - sign * first, ring);

      return (ring === 26 ? ALL_DIGITS : KEPT_DIGITS).map((digits) => ({ ring, sign, by, digits }));
    });
  }
}

function hashWith(hash: number, difference: number): number {
  return ((hash << SHIFT_BITS) ^ difference) & HASH_MASK;
}

function bitOf(hash: number): number {
  return Math.imul(hash, FACTOR) >>> (32 - FILTER_BITS);
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
