import type { Canary } from '../../model/canary.ts';
import { CERTAIN_BITS, entropyBits } from '../match/entropy.ts';
import { fold } from '../match/search-text.ts';

/**
 * Bits that a segment must have above the cost of its pieces. With 2^17 values and 2^13 letters of canaries, the chance
 * of a false find is below 2^-45 for each order in which the values are searched.
 */
export const GAPPED_BITS = 75;
/** Characters. A longer value with random letters holds enough of them to be found alone. */
const LONGEST_PIECE = 16;

/** A value that holds a piece of a canary: which value, and which of its characters are new. */
export interface AlignedPiece {
  index: number;
  from: number;
  to: number;
}

/** Values that give a segment of a canary if they are joined in their order. */
export interface Alignment {
  /** Index among the canaries. */
  canary: number;
  pieces: AlignedPiece[];
}

export interface SegmentIndex {
  /**
   * The best alignment of each canary. A segment counts if its bits exceed the cost of its pieces by `GAPPED_BITS`. A
   * piece costs one bit, one bit for each foreign value before it, and log2 of its length, because its first characters
   * may repeat the end of the piece before.
   */
  align(texts: readonly string[]): Alignment[];
  /**
   * Whether a text is one segment of a canary of 60 bits or more. Only letters and digits count.
   * @param canary index among the canaries
   */
  isSegment(text: string, canary: number): boolean;
}

/** A piece of an alignment, linked to the piece before. */
interface Link {
  piece: AlignedPiece;
  before: Link | undefined;
}

/** The best alignment that ends at one character of a canary. */
interface State {
  score: number;
  index: number;
  link: Link;
}

/**
 * Finds segments of canaries in sequences of values, with foreign values between the pieces. It is a local alignment with
 * linear gap costs (Smith and Waterman 1981): one pass, with one state for each character of a canary.
 */
export function createSegmentIndex(canaries: readonly Canary[]): SegmentIndex {
  const letters = canaries.map(({ value }) => lettersOf(value));
  const text = letters.join('\n');
  const owner = Int32Array.from(
    letters.flatMap((each, canary) => Array<number>(each.length + 1).fill(canary)),
  );
  const bitsBefore = bitsBeforeEach(canaries, letters);
  const starts = startsOf(text);
  const states: (State | undefined)[] = [];

  const bestEnding = (
    index: number,
    at: number,
    to: number,
    { length, canSlice }: Piece,
  ): State | undefined => {
    const bits = (end: number) => (bitsBefore[end] ?? 0) - (bitsBefore[at] ?? 0);
    const cost = 1 + Math.log2(length);
    let score = bits(to) - cost;
    let before: State | undefined;
    let overlap = 0;
    for (let end = at; end < (canSlice ? to : at + 1); end++) {
      const state = states[end];
      if (!state || state.index >= index) continue;
      const joined = state.score - (index - state.index - 1) + bits(to) - bits(end) - cost;
      if (joined <= score) continue;
      score = joined;
      before = state;
      overlap = end - at;
    }
    if (score <= 0) return undefined;
    const piece = { index, from: overlap, to: canSlice ? length : Infinity };

    return { score, index, link: { piece, before: before?.link } };
  };

  return {
    align(texts) {
      states.length = 0;
      const best = new Map<number, State>();
      for (const [index, raw] of texts.entries()) {
        const piece = raw.length <= LONGEST_PIECE ? pieceOf(raw) : undefined;
        if (!piece) continue;
        const found: [end: number, state: State][] = [];
        for (const at of starts(piece.letters)) {
          const to = at + piece.length;
          const state = bestEnding(index, at, to, piece);
          if (state) found.push([to, state]);
        }
        for (const [end, state] of found) {
          const known = states[end];
          if (!known || state.score >= known.score - (index - known.index)) states[end] = state;
          const canary = owner[end] ?? 0;
          if (state.score >= GAPPED_BITS && state.score > (best.get(canary)?.score ?? 0))
            best.set(canary, state);
        }
      }
      states.length = 0;

      return [...best].map(([canary, { link }]) => ({ canary, pieces: piecesOf(link) }));
    },
    isSegment(joined, canary) {
      const folded = lettersOf(joined);
      const at = folded === '' ? -1 : (letters[canary] ?? '').indexOf(folded);
      if (at < 0) return false;
      const offset = letters.slice(0, canary).reduce((sum, { length }) => sum + length + 1, at);

      return (bitsBefore[offset + folded.length] ?? 0) - (bitsBefore[offset] ?? 0) >= CERTAIN_BITS;
    },
  };
}

interface Piece {
  letters: string;
  length: number;
  /** Whether the value consists only of letters and digits, so that its offsets are those of its letters. */
  canSlice: boolean;
}

function pieceOf(raw: string): Piece | undefined {
  const letters = lettersOf(raw);

  return letters === ''
    ? undefined
    : { letters, length: letters.length, canSlice: letters.length === raw.length };
}

/** Letters and digits of a text, folded; percent escapes decoded once. */
function lettersOf(text: string): string {
  const folded = fold(text.includes('%') ? decodeSafely(text) : text);

  return /^[a-z0-9]*$/.test(folded) ? folded : folded.replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A percent sign that escapes nothing.
  }
}

/** For each character of the joined letters, the bits of all characters before it. A word's bits are spread evenly. */
function bitsBeforeEach(canaries: readonly Canary[], letters: readonly string[]): Float64Array {
  const total = letters.reduce((sum, { length }) => sum + length + 1, 1);
  const before = new Float64Array(total);
  let at = 0;
  for (const [canary, { value }] of canaries.entries()) {
    const from = at;
    for (const [word] of fold(value.includes('%') ? decodeSafely(value) : value).matchAll(
      /[\p{L}\p{N}]+/gu,
    )) {
      const each = entropyBits(word) / word.length;
      for (let letter = 0; letter < word.length; letter++, at++) before[at + 1] = (before[at] ?? 0) + each;
    }
    at = from + (letters[canary]?.length ?? 0);
    before[at + 1] = before[at] ?? 0;
    at++;
  }

  return before;
}

/** Characters of a key of the index; a shorter text is its own key. */
const KEY = 4;

/** Looks up where a text occurs. */
function startsOf(text: string): (piece: string) => readonly number[] {
  const byKey = new Map<string, number[]>();
  for (let at = 0; at < text.length; at++)
    for (let length = 1; length <= KEY && at + length <= text.length; length++) {
      const key = text.slice(at, at + length);
      if (key.endsWith('\n')) break;
      const known = byKey.get(key);
      if (known) known.push(at);
      else byKey.set(key, [at]);
    }

  return (piece) => {
    const known = byKey.get(piece.slice(0, KEY)) ?? NOWHERE;

    return piece.length <= KEY ? known : known.filter((at) => text.startsWith(piece, at));
  };
}

const NOWHERE: readonly number[] = [];

function piecesOf(link: Link): AlignedPiece[] {
  const pieces: AlignedPiece[] = [];
  for (let each: Link | undefined = link; each; each = each.before) pieces.push(each.piece);

  return pieces.reverse();
}
