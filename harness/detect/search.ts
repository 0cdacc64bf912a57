import type { Budget } from '../model/evidence.ts';
import type { Chain } from './chain.ts';
import type { Content } from './content.ts';
import type { Excerpt } from './excerpt.ts';
import { LayerNode } from './layer-node.ts';
import { LayerSearch } from './layer-search.ts';
import type { Hit, Matcher } from './match/matcher.ts';
import type { Part } from './parts.ts';

/** A canary seen in a layer, with the way there. */
export interface Sighting extends Hit {
  chain: Chain;
  /** Where, from the part inwards: one offset a step, then the hit's own. For sorting. */
  offsets: number[];
  /** The decoded text around it; left out of a name, which has no other text. */
  excerpt?: Excerpt;
  /** The decoded message that it is in; left out where nobody asks for it. */
  message?: Content;
}

/** A layer that was reached, as far as telling what stayed closed needs it. */
export type Reached = LayerNode;

export interface PartSearch {
  sightings: Sighting[];
  /** Every layer that is no text, and every text that could be an envelope. */
  reached: Reached[];
  exhausted: boolean;
}

/** What an exchange has left of its budget; parts draw on it in turn. */
export interface Allowance {
  bytes: number;
  steps: number;
}

/**
 * Opens a part layer by layer, breadth-first, and holds every layer against the canaries. What names its parts or is one
 * encoded value comes first, so that a finding's chain is the most telling one; guesses inside other text come after.
 */
export function searchPart(
  part: Part,
  matcher: Matcher,
  skip: ReadonlySet<number>,
  allowance: Allowance,
  budget: Budget,
): PartSearch {
  return searchFrom(LayerNode.ofPart(part), matcher, skip, allowance, budget);
}

/** The same from a layer on that something else than a codec gave. */
export function searchFrom(
  root: LayerNode,
  matcher: Matcher,
  skip: ReadonlySet<number>,
  allowance: Allowance,
  budget: Budget,
): PartSearch {
  const search = new LayerSearch(matcher, skip, allowance, budget);
  search.run(root);

  return search.result;
}
