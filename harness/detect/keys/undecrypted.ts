import { base64 } from '../codecs/base64.ts';
import { hex } from '../codecs/hex.ts';
import type { Content } from '../content.ts';
import type { LayerNode } from '../layer-node.ts';
import type { Part } from '../parts.ts';
import { LONGEST_MESSAGE, namedPartsOf, type Searched } from './key-candidates.ts';

/** Bytes that nothing opened: a layer that was reached, or one that the search passed over, with those on the way to it. */
export interface UndecryptedLayer {
  part: Part;
  layer: LayerNode;
  /** Those that were not reached, outermost first. */
  way: LayerNode[];
}

/** Fewer bytes hold no canary, whatever the cipher; a block of AES. */
const SHORTEST = 16;
/** Values amid text that are shorter are identifiers. */
const SHORTEST_VALUE = 32;
/** An exchange of more layers is a batch of events: what is encrypted in it is told by the search. */
const MOST_REACHED = 256;
const HINT = /[\da-f]{64}|[\w+/-]{43}/i;
const BUDGET = { bytesLeft: LONGEST_MESSAGE, cutShort: () => undefined };

/** What stayed undecrypted in an exchange: the layers that the search says so of, and values that it took for identifiers. */
export function undecryptedLayersIn(searched: readonly Searched[]): UndecryptedLayer[] {
  const undecrypted = searched.flatMap(({ part, reached }) =>
    reached.filter(isUndecrypted).map((layer): UndecryptedLayer => ({ part, layer, way: [] })),
  );
  const count = searched.reduce((sum, { reached }) => sum + reached.length, 0);
  if (count > MOST_REACHED) return undecrypted;
  const known = new Set(undecrypted.map(({ layer }) => layer.content.key));
  for (const { part, reached } of searched)
    for (const way of reached.flatMap(identifiersIn)) {
      const layer = way.at(-1);
      if (!layer || known.has(layer.content.key)) continue;
      known.add(layer.content.key);
      undecrypted.push({ part, layer, way });
    }

  return undecrypted;
}

function isUndecrypted({ content, opened, sure }: LayerNode): boolean {
  return !opened && sure && content.length >= SHORTEST && !content.isText;
}

/** The ways to values in hex or base64 whose bytes are full blocks: as many a digest is, and the search passes over those. */
function identifiersIn(layer: LayerNode): LayerNode[][] {
  const { content } = layer;
  if (!content.isText || content.length > LONGEST_MESSAGE || !HINT.test(content.text)) return [];
  const named = namedPartsOf(layer).map((each) => layer.child(each.codec, each.layer));

  return [[], ...named.map((each) => [each])].flatMap((way) =>
    [hex, base64].flatMap((codec) => {
      const value = way[0] ?? layer;

      return codec
        .open(value.input, BUDGET)
        .layers.filter((inner) => value.content.isText && isBlocks(inner.content))
        .map((inner) => [...way, value.child(codec, { ...inner, sure: true })]);
    }),
  );
}

function isBlocks(content: Content): boolean {
  return content.length >= SHORTEST_VALUE && content.length % SHORTEST === 0 && !content.isText;
}
