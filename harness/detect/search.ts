import type { Chain } from './chain.ts';
import type { CodecSelection } from './codec-selection.ts';
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

/** What is left of an exchange's budget. Its parts draw on it in turn. */
export interface RemainingBudget {
  bytes: number;
  steps: number;
}

/** What the layers of one exchange, or of one name, are searched with. */
export interface SearchContext {
  matcher: Matcher;
  codecs: CodecSelection;
  /** Canaries not to look for: the exchange went to their own host. */
  skip: ReadonlySet<number>;
  remaining: RemainingBudget;
  /** Decodings on top of each other. */
  depth: number;
}

/**
 * Opens a part layer by layer, breadth-first, and looks for canaries in every layer. Codecs that name their parts or decode
 * one whole value come first, so that the chain of a finding says most; guesses inside other text come after.
 */
export function searchPart(part: Part, context: SearchContext): PartSearch {
  return searchFrom(LayerNode.ofPart(part), context);
}

/** The same from a layer that no codec made. */
export function searchFrom(root: LayerNode, context: SearchContext): PartSearch {
  const search = new LayerSearch(context);
  search.run(root);

  return search.result;
}
