import type { Exchange } from '../../model/exchange.ts';
import { printChain, type Step } from '../chain.ts';
import { Content } from '../content.ts';
import { excerptOf } from '../excerpt.ts';
import type { Hit } from '../match/hit.ts';
import type { Matcher } from '../match/matcher.ts';
import type { Part } from '../parts.ts';
import type { Reached, Sighting } from '../search.ts';
import { valuesOf } from './message-values.ts';
import type { PieceIndex, RareWord } from './words.ts';

/** A canary joined from several messages, reported at the last of them. */
export interface PiecedFinding {
  exchange: Pick<Exchange, 'index' | 'host'>;
  part: string;
  sighting: Sighting;
  sdk?: string;
}

/** The layers of a part that contain a piece of a rare word, and the sightings found without joining. */
export interface Candidates {
  part: Part;
  candidates: readonly Reached[];
  sightings: readonly Sighting[];
}

export interface PieceSearch {
  /** Records pieces of rare words at the edges of an exchange's values. */
  record(exchange: Exchange, searched: readonly Candidates[], sdk?: string): void;
  /**
   * Joins the pieces that one host received.
   * @param canariesOwnedBy returns the canaries that a host owns
   */
  end(canariesOwnedBy: (host: string) => ReadonlySet<number>): PiecedFinding[];
}

/** Pieces kept per capture; the earliest exchanges come first. Ordinary traffic has one per megabyte. */
const MAX_PIECES = 8192;
/** Maximum number of pieces of one word that are checked for the next piece. */
const WINDOW = 64;
/** Maximum number of layers per exchange that are searched for pieces. */
const MAX_LAYERS = 64;
/** Characters. A longer value is a text, not a piece. */
const LONGEST_VALUE = 1024;

interface Piece {
  word: RareWord;
  from: number;
  to: number;
  /** Whether it is at the start, and at the end, of its value. */
  isHead: boolean;
  isTail: boolean;
  exchange: PiecedFinding['exchange'];
  /** Index of the part, the layer and the value; used for sorting. */
  order: readonly number[];
  part: string;
  /** The whole value. */
  text: string;
  /** Part, chain and value: `websocket[2] > json:$.d`. */
  location: string;
  sdk: string | undefined;
}

/**
 * Finds rare words that are split across messages to one host: WebSocket messages, lines, headers or exchanges. A piece
 * has four characters or more and is at an edge of its value. Pieces count if they form the whole word, of 60 bits or
 * more, in order. At most 63 other pieces of the word may be between two of them.
 */
export function createPieceSearch(index: PieceIndex, matcher: Matcher): PieceSearch {
  let pieces: Piece[] = [];
  /** Exchange and canary pairs that were already found without joining. */
  const seen = new Set<string>();
  const keepEarliest = () => {
    pieces = pieces.toSorted(comparePieces).slice(0, MAX_PIECES);
  };

  return {
    record(exchange, searched, sdk) {
      const place = { exchange: { index: exchange.index, host: exchange.host }, sdk };
      for (const { sightings } of searched)
        for (const { canary, confidence } of sightings)
          if (confidence === 'certain') seen.add(`${exchange.index} ${canary}`);
      let searchedLayers = 0;
      for (const [partAt, { part, candidates }] of searched.entries())
        for (const [layerAt, layer] of candidates.entries()) {
          if (++searchedLayers > MAX_LAYERS) break;
          const steps = [part.name, ...printChain(layer.chain)];
          for (const [valueAt, { name, text }] of valuesOf(layer.input).entries()) {
            const location = name === '' ? steps : [...steps, name];
            if (text.length > LONGEST_VALUE || !location.every(isSpellable)) continue;
            const order = [partAt, layerAt, valueAt];
            for (const piece of edgesOf(text, index))
              pieces.push({
                ...place,
                ...piece,
                text,
                order,
                part: part.name,
                location: location.join(' > '),
              });
          }
        }
      if (pieces.length > 2 * MAX_PIECES) keepEarliest();
    },
    end(canariesOwnedBy) {
      keepEarliest();
      const found: PiecedFinding[] = [];
      for (const group of groupsOf(pieces)) {
        const [first] = group;
        if (!first || canariesOwnedBy(first.exchange.host).has(first.word.canary)) continue;
        for (const [at, piece] of group.entries()) {
          const completed = piece.from === 0 ? completeWord([piece], group, at + 1) : undefined;
          const last = completed?.at(-1);
          if (!completed || !last || seen.has(`${last.exchange.index} ${last.word.canary}`)) continue;
          const content = Content.ofText(completed.map(({ text }) => text).join(''));
          const hit = matcher.match(content, NONE).find(({ canary }) => canary === last.word.canary);
          if (hit) found.push(findingOf(completed, last, hit, content));
        }
      }

      return found;
    },
  };
}

const NONE: ReadonlySet<number> = new Set();

/** Pieces at either edge of a value, or that fill it. */
function edgesOf(
  text: string,
  index: PieceIndex,
): Pick<Piece, 'word' | 'from' | 'to' | 'isHead' | 'isTail'>[] {
  const folded = text.toLowerCase();
  const first = /^[a-z0-9]+/.exec(folded)?.[0] ?? '';
  const last = /[a-z0-9]+$/.exec(folded.slice(-64))?.[0] ?? '';
  const runs = [...new Set([first, last])].filter((run) => run !== '');

  return runs.flatMap((run) =>
    index.piecesOf(run).flatMap(({ word, at }) => {
      if (!word.isCertain) return [];
      const piece = { word, from: at, to: at + run.length, isHead: run === first, isTail: run === last };
      const fits = (at === 0 || piece.isHead) && (piece.to === word.text.length || piece.isTail);

      return fits ? [piece] : [];
    }),
  );
}

/** Adds the following pieces until the word is complete; undefined if it stays incomplete. */
function completeWord(
  collected: readonly Piece[],
  group: readonly Piece[],
  from: number,
): Piece[] | undefined {
  const last = collected.at(-1);
  if (!last) return undefined;
  if (last.to === last.word.text.length) return [...collected];
  const next = group.slice(from, from + WINDOW).findIndex((piece) => piece.from === last.to);
  const piece = group[from + next];

  return next < 0 || !piece ? undefined : completeWord([...collected, piece], group, from + next + 1);
}

function findingOf(
  pieces: readonly Piece[],
  { exchange, part, sdk }: Piece,
  hit: Hit,
  content: Content,
): PiecedFinding {
  const step: Step = {
    kind: 'joined-messages',
    pieces: pieces.map((each) => ({ exchange: each.exchange.index, place: each.location })),
  };
  const sighting: Sighting = {
    ...hit,
    chain: [step],
    offsets: [0, hit.offset],
    excerpt: excerptOf(content, hit.offset),
    message: content,
  };

  return { exchange, part, sighting, ...(sdk === undefined ? {} : { sdk }) };
}

/** The pieces in order, grouped by host and word. */
function groupsOf(pieces: readonly Piece[]): Piece[][] {
  const groups = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const key = `${piece.exchange.host} ${piece.word.canary} ${piece.word.text}`;
    const known = groups.get(key);
    if (known) known.push(piece);
    else groups.set(key, [piece]);
  }

  return [...groups.values()];
}

function comparePieces(a: Piece, b: Piece): number {
  const difference = a.exchange.index - b.exchange.index;
  if (difference !== 0) return difference;
  for (const [at, number] of a.order.entries())
    if (number !== b.order[at]) return number - (b.order[at] ?? 0);

  return a.from - b.from || (a.word.text < b.word.text ? -1 : 1);
}

/** Whether a name can be written in a place without looking like a separator. */
function isSpellable(step: string): boolean {
  return !step.includes(' > ') && !step.includes(' + ');
}
