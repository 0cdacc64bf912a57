import type { Exchange } from '../../model/exchange.ts';
import { printChain, type Step } from '../chain.ts';
import { Content } from '../content.ts';
import { excerptOf } from '../excerpt.ts';
import type { Hit, Matcher } from '../match/matcher.ts';
import type { Part } from '../parts.ts';
import type { Reached, Sighting } from '../search.ts';
import { valuesOf } from './message-values.ts';
import type { PieceIndex, RareWord } from './words.ts';

/** A canary that was put together of messages, told of the last of them. */
export interface PiecedFinding {
  exchange: Pick<Exchange, 'index' | 'host'>;
  part: string;
  sighting: Sighting;
  sdk?: string;
}

/** The layers of a part that hold a piece of a rare word, and what was seen in it without pieces. */
export interface Candidates {
  part: Part;
  candidates: readonly Reached[];
  sightings: readonly Sighting[];
}

export interface PieceSearch {
  /** Takes note of the pieces of rare words that stand at the edges of an exchange's values. */
  observe(exchange: Exchange, searched: readonly Candidates[], sdk?: string): void;
  /** Puts pieces together that went to one host; `own` says which canaries belong to a host. */
  end(own: (host: string) => ReadonlySet<number>): PiecedFinding[];
}

/** Pieces kept of a capture: those of its first exchanges. Ordinary traffic has one in a megabyte. */
const MOST_PIECES = 8192;
/** Pieces of one word that are looked through for the next one. */
const WINDOW = 64;
/** Layers of an exchange that pieces are taken from. */
const MOST_LAYERS = 64;
/** A longer value is a text of its own. */
const LONGEST_VALUE = 1024;

interface Piece {
  word: RareWord;
  from: number;
  to: number;
  /** Whether nothing of its value stands before it, and nothing after it. */
  isHead: boolean;
  isTail: boolean;
  exchange: PiecedFinding['exchange'];
  /** Of the part, the layer and the value, to sort by. */
  order: readonly number[];
  part: string;
  /** All of the value. */
  text: string;
  /** Part, chain and value: `websocket[2] > json:$.d`. */
  where: string;
  sdk: string | undefined;
}

/**
 * Finds rare words that are cut over messages to one host: neighbouring WebSocket messages, lines, headers or exchanges. A
 * piece has four characters or more and stands at the edge of its value; pieces count where they make the whole word, of 60
 * bits or more, in their order and with at most 64 other pieces of it between.
 */
export function createPieceSearch(index: PieceIndex, matcher: Matcher): PieceSearch {
  let pieces: Piece[] = [];
  /** Exchanges and canaries that need no pieces. */
  const seen = new Set<string>();
  const prune = () => {
    pieces = pieces.toSorted(inOrder).slice(0, MOST_PIECES);
  };

  return {
    observe(exchange, searched, sdk) {
      const place = { exchange: { index: exchange.index, host: exchange.host }, sdk };
      for (const { sightings } of searched)
        for (const { canary, confidence } of sightings)
          if (confidence === 'certain') seen.add(`${exchange.index} ${canary}`);
      let looked = 0;
      for (const [partAt, { part, candidates }] of searched.entries())
        for (const [layerAt, layer] of candidates.entries()) {
          if (++looked > MOST_LAYERS) break;
          const way = [part.name, ...printChain(layer.chain)];
          for (const [valueAt, { name, text }] of valuesOf(layer.input).entries()) {
            const where = name === '' ? way : [...way, name];
            if (text.length > LONGEST_VALUE || !where.every(isSpellable)) continue;
            const order = [partAt, layerAt, valueAt];
            for (const piece of edgesOf(text, index))
              pieces.push({ ...place, ...piece, text, order, part: part.name, where: where.join(' > ') });
          }
        }
      if (pieces.length > 2 * MOST_PIECES) prune();
    },
    end(own) {
      prune();
      const found: PiecedFinding[] = [];
      for (const group of groupsOf(pieces)) {
        const [first] = group;
        if (!first || own(first.exchange.host).has(first.word.canary)) continue;
        for (const [at, piece] of group.entries()) {
          const whole = piece.from === 0 ? complete([piece], group, at + 1) : undefined;
          const last = whole?.at(-1);
          if (!whole || !last || seen.has(`${last.exchange.index} ${last.word.canary}`)) continue;
          const content = Content.ofText(whole.map(({ text }) => text).join(''));
          const hit = matcher.match(content, NONE).find(({ canary }) => canary === last.word.canary);
          if (hit) found.push(findingOf(whole, last, hit, content));
        }
      }

      return found;
    },
  };
}

const NONE: ReadonlySet<number> = new Set();

/** The pieces at either edge of a value, or that are all of it. */
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

/** Goes on from pieces to those that follow, up to the end of the word. */
function complete(so: readonly Piece[], group: readonly Piece[], from: number): Piece[] | undefined {
  const last = so.at(-1);
  if (!last) return undefined;
  if (last.to === last.word.text.length) return [...so];
  const next = group.slice(from, from + WINDOW).findIndex((piece) => piece.from === last.to);
  const piece = group[from + next];

  return next < 0 || !piece ? undefined : complete([...so, piece], group, from + next + 1);
}

function findingOf(
  pieces: readonly Piece[],
  { exchange, part, sdk }: Piece,
  hit: Hit,
  content: Content,
): PiecedFinding {
  const step: Step = {
    kind: 'joined-messages',
    pieces: pieces.map((each) => ({ exchange: each.exchange.index, place: each.where })),
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

/** The pieces of one word that went to one host, in their order. */
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

function inOrder(a: Piece, b: Piece): number {
  const difference = a.exchange.index - b.exchange.index;
  if (difference !== 0) return difference;
  for (const [at, number] of a.order.entries())
    if (number !== b.order[at]) return number - (b.order[at] ?? 0);

  return a.from - b.from || (a.word.text < b.word.text ? -1 : 1);
}

/** A place is written with these between; a name that has them cannot be told from it. */
function isSpellable(step: string): boolean {
  return !step.includes(' > ') && !step.includes(' + ');
}
