import type { Canary } from '../model/canary.ts';
import type { Budget } from '../model/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import type { CodecSelection } from './codec-selection.ts';
import { searchAlphabets } from './alphabet/search-layers.ts';
import type { AlphabetSearch } from './alphabet/alphabet-search.ts';
import { candidatesOf } from './joined/candidates.ts';
import { sightJoined } from './joined/neighbours.ts';
import type { PieceIndex } from './joined/words.ts';
import { openWithKeys } from './keys/decrypt-layers.ts';
import type { Matcher } from './match/matcher.ts';
import { type Part, partsOf } from './parts.ts';
import { type PartSearch, type Reached, type SearchContext, searchPart } from './search.ts';

/** The search result of one part: by codecs, keys of the same exchange, patterns, and joining its values. */
export interface SearchedPart extends PartSearch {
  part: Part;
  /** The layers that contain a piece of a rare word. */
  candidates: Reached[];
}

export interface Tools {
  canaries: readonly Canary[];
  matcher: Matcher;
  codecs: CodecSelection;
  pieces: PieceIndex;
  alphabets: AlphabetSearch;
}

/**
 * Searches all parts of an exchange under one shared budget.
 * @param skip canaries whose own host received the exchange
 */
export function searchExchange(
  exchange: Exchange,
  { canaries, matcher, codecs, pieces, alphabets }: Tools,
  skip: ReadonlySet<number>,
  budget: Budget,
): SearchedPart[] {
  const context = contextOf({ matcher, codecs }, skip, budget);
  const searches = partsOf(exchange).map((part) => ({
    part,
    ...searchPart(part, context),
  }));
  const decoded = [...searches, ...openWithKeys(searches, context)];
  const all = [...decoded, ...searchAlphabets(decoded, alphabets, context)];
  const known = new Set(
    all.flatMap(({ sightings }) =>
      sightings.flatMap(({ canary, short }) => (short === undefined ? [canary] : [])),
    ),
  );

  return searches.map(({ part }) => {
    const ofPart = all.filter((search) => search.part === part);
    const reached = ofPart.flatMap((search) => search.reached);
    const candidates = candidatesOf(reached, pieces, skip);

    return {
      part,
      reached,
      candidates,
      exhausted: ofPart.some(({ exhausted }) => exhausted),
      sightings: [
        ...ofPart.flatMap(({ sightings }) => sightings),
        ...sightJoined(candidates, { canaries, matcher, skip, known }),
      ],
    };
  });
}

/** The search context of one exchange or one name, with its own budget. */
export function contextOf(
  { matcher, codecs }: Pick<Tools, 'matcher' | 'codecs'>,
  skip: ReadonlySet<number>,
  { bytes, steps, depth }: Budget,
): SearchContext {
  return { matcher, codecs, skip, remaining: { bytes, steps }, depth };
}
