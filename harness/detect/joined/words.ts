import type { Canary } from '../../model/canary.ts';
import type { Content } from '../content.ts';
import { CERTAIN_BITS, entropyBits, WEAK_BITS } from '../match/entropy.ts';

/** A rare word of a canary. */
export interface RareWord {
  /** Index among the canaries. */
  canary: number;
  text: string;
  /** Rare enough to be found alone if it is whole. */
  isCertain: boolean;
}

/** Characters. Shorter pieces often occur by chance. */
const SHORTEST_PIECE = 4;
const SHORTEST_WORD = 6;
/** Filter size: with 64 canaries, one random start in some hundred passes. */
const FILTER_BITS = 19;

/** Finds runs of letters and digits that are a piece of a rare word: of 16 bits or more. */
export class PieceIndex {
  readonly words: readonly RareWord[];
  readonly #byHead = new Map<number, { word: RareWord; at: number }[]>();
  readonly #heads = new Uint8Array(1 << (FILTER_BITS - 3));
  readonly #longest: number;

  constructor(canaries: readonly Canary[]) {
    this.words = canaries.flatMap((each, canary) => rareWordsOf(each).map((word) => ({ canary, ...word })));
    for (const word of this.words)
      for (let at = 0; at + SHORTEST_PIECE <= word.text.length; at++) {
        const key = keyOf(word.text, at);
        const known = this.#byHead.get(key);
        if (known) known.push({ word, at });
        else this.#byHead.set(key, [{ word, at }]);
        const bit = hashOf(key);
        this.#heads[bit >> 3] = (this.#heads[bit >> 3] ?? 0) | (1 << (bit & 7));
      }
    this.#longest = Math.max(0, ...this.words.map(({ text }) => text.length));
  }

  /**
   * Whether a content has a piece of a canary's word, with no letter or digit next to it. In binary data, one may precede
   * it: the length byte of a format. Takes one pass.
   * @param skip canaries to ignore
   */
  mayHold({ text, isText }: Content, skip: ReadonlySet<number>): boolean {
    if (this.words.length === 0) return false;
    const { length } = text;
    let from = 0;
    for (let at = 0; at <= length; at++) {
      const code = at < length ? text.charCodeAt(at) : 0;
      if (code < 128 && FOLDED[code] !== 0) continue;
      const run = at - from;
      if (run >= SHORTEST_PIECE && run <= this.#longest + 1) {
        if (this.#isPiece(text, from, at, skip)) return true;
        if (!isText && run > SHORTEST_PIECE && this.#isPiece(text, from + 1, at, skip)) return true;
      }
      from = at + 1;
    }

    return false;
  }

  /** The words that contain a run, and its offset in each. */
  piecesOf(run: string): { word: RareWord; at: number }[] {
    if (run.length < SHORTEST_PIECE) return [];

    return (this.#byHead.get(keyOf(run, 0)) ?? []).filter(
      ({ word, at }) => word.text.startsWith(run, at) && !(word.isCertain && run.length === word.text.length),
    );
  }

  #isPiece(text: string, from: number, to: number, skip: ReadonlySet<number>): boolean {
    const bit = hashOf(keyOf(text, from));
    if (((this.#heads[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;

    return this.piecesOf(text.slice(from, to).toLowerCase()).some(({ word }) => !skip.has(word.canary));
  }
}

/** Lower-case code of each ASCII letter and digit; 0 for other characters. */
const FOLDED = createFoldTable();

function createFoldTable(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 48; code <= 57; code++) table[code] = code;
  for (let code = 97; code <= 122; code++) table[code] = table[code - 32] = code;

  return table;
}

function keyOf(text: string, at: number): number {
  return (
    (foldedAt(text, at) << 21) |
    (foldedAt(text, at + 1) << 14) |
    (foldedAt(text, at + 2) << 7) |
    foldedAt(text, at + 3)
  );
}

function foldedAt(text: string, at: number): number {
  return FOLDED[text.charCodeAt(at) & 127] ?? 0;
}

function hashOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

function rareWordsOf({ value }: Canary): Omit<RareWord, 'canary'>[] {
  const words = new Set(value.toLowerCase().match(/[a-z0-9]+/g));

  return [...words].flatMap((text) => {
    const bits = entropyBits(text);

    return text.length >= SHORTEST_WORD && bits >= WEAK_BITS
      ? [{ text, isCertain: bits >= CERTAIN_BITS }]
      : [];
  });
}
