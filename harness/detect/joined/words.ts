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

/** Finds runs of letters and digits that are a piece of a rare word. */
export interface PieceIndex {
  words: readonly RareWord[];
  /**
   * Whether a content has a piece of a canary's word, with no letter or digit next to it. In binary data, one may precede
   * it: the length byte of a format. Takes one pass.
   * @param skip canaries to ignore
   */
  mayHold(content: Content, skip: ReadonlySet<number>): boolean;
  /** The words that contain a run, and its offset in each. */
  piecesOf(run: string): { word: RareWord; at: number }[];
}

/** Indexes all words of the canaries with 16 bits or more. */
export function createPieceIndex(canaries: readonly Canary[]): PieceIndex {
  const words = canaries.flatMap((each, canary) => rareWordsOf(each).map((word) => ({ canary, ...word })));
  const byHead = new Map<number, { word: RareWord; at: number }[]>();
  const heads = new Uint8Array(1 << (FILTER_BITS - 3));
  const isHead = (key: number) => {
    const bit = hashOf(key);

    return ((heads[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  };
  for (const word of words)
    for (let at = 0; at + SHORTEST_PIECE <= word.text.length; at++) {
      const key = keyOf(word.text, at);
      const known = byHead.get(key);
      if (known) known.push({ word, at });
      else byHead.set(key, [{ word, at }]);
      const bit = hashOf(key);
      heads[bit >> 3] = (heads[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  const longest = Math.max(0, ...words.map(({ text }) => text.length));
  const piecesOf = (run: string) =>
    run.length < SHORTEST_PIECE
      ? []
      : (byHead.get(keyOf(run, 0)) ?? []).filter(
          ({ word, at }) =>
            word.text.startsWith(run, at) && !(word.isCertain && run.length === word.text.length),
        );

  return {
    words,
    piecesOf,
    mayHold({ text, isText }, skip) {
      if (words.length === 0) return false;
      const isPiece = (begin: number, end: number) =>
        piecesOf(text.slice(begin, end).toLowerCase()).some(({ word }) => !skip.has(word.canary));
      const { length } = text;
      let from = 0;
      for (let at = 0; at <= length; at++) {
        const code = at < length ? text.charCodeAt(at) : 0;
        if (code < 128 && FOLDED[code] !== 0) continue;
        const run = at - from;
        if (run >= SHORTEST_PIECE && run <= longest + 1) {
          if (isHead(keyOf(text, from)) && isPiece(from, at)) return true;
          if (!isText && run > SHORTEST_PIECE && isHead(keyOf(text, from + 1)) && isPiece(from + 1, at))
            return true;
        }
        from = at + 1;
      }

      return false;
    },
  };
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
