import { LayerNode } from './layer-node.ts';
import { LayerSearch, type PartSearch, type SearchContext } from './layer-search.ts';
import type { Part } from './parts.ts';

export type { PartSearch, Reached, RemainingBudget, SearchContext, Sighting } from './layer-search.ts';

/**
 * Decodes a part layer by layer, breadth-first, and searches every layer for canaries. Codecs that name parts or decode
 * one whole value run first, so that chains are as specific as possible. Codecs that guess inside other text run last.
 */
export function searchPart(part: Part, context: SearchContext): PartSearch {
  return searchFrom(LayerNode.ofPart(part), context);
}

/** Like `searchPart`, but starts from a layer that no codec produced. */
export function searchFrom(root: LayerNode, context: SearchContext): PartSearch {
  const search = new LayerSearch(context);
  search.run(root);

  return search.result;
}
