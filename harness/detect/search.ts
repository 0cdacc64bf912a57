import { LayerNode } from './layer-node.ts';
import { LayerSearch, type PartSearch, type SearchContext } from './layer-search.ts';
import type { Part } from './parts.ts';

export type { PartSearch, Reached, RemainingBudget, SearchContext, Sighting } from './layer-search.ts';

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
