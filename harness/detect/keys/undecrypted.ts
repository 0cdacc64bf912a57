import { base64 } from '../codecs/base64.ts';
import { hex } from '../codecs/hex.ts';
import type { Content } from '../content.ts';
import type { LayerNode } from '../layer-node.ts';
import type { Part } from '../parts.ts';
import { LONGEST_MESSAGE, namedPartsOf, type Searched } from './key-candidates.ts';

/** Bytes that were not decoded: a reached layer, or one that the search left out, with the layers that lead to it. */
export interface UndecryptedLayer {
  part: Part;
  layer: LayerNode;
  /** Layers that the search did not reach, outermost first. */
  method: LayerNode[];
}

/** Bytes: one AES block. Less data contains no canary, with any cipher. */
const SHORTEST = 16;
/** Bytes. Shorter values within text are identifiers. */
const SHORTEST_VALUE = 32;
/** Layers. An exchange with more is a batch of events; then only the layers of the search are used. */
const MAX_REACHED = 256;
const HINT = /[\da-f]{64}|[\w+/-]{43}/i;
const BUDGET = { bytesLeft: LONGEST_MESSAGE, cutShort: () => undefined };

/**
 * The undecrypted content of an exchange: layers that stayed opaque, and values that the search took for identifiers.
 */
export function undecryptedLayersIn(searched: readonly Searched[]): UndecryptedLayer[] {
  const undecrypted = searched.flatMap(({ part, reached }) =>
    reached.filter(isUndecrypted).map((layer): UndecryptedLayer => ({ part, layer, method: [] })),
  );
  const count = searched.reduce((sum, { reached }) => sum + reached.length, 0);
  if (count > MAX_REACHED) return undecrypted;
  const known = new Set(undecrypted.map(({ layer }) => layer.content.key));
  for (const { part, reached } of searched)
    for (const method of reached.flatMap(identifiersIn)) {
      const layer = method.at(-1);
      if (!layer || known.has(layer.content.key)) continue;
      known.add(layer.content.key);
      undecrypted.push({ part, layer, method });
    }

  return undecrypted;
}

function isUndecrypted({ content, opened, sure }: LayerNode): boolean {
  return !opened && sure && content.length >= SHORTEST && !content.isText;
}

/**
 * Hex or base64 values that decode to whole AES blocks, with the layers that lead to them. Many digests have this
 * length, so the search leaves them out.
 */
function identifiersIn(layer: LayerNode): LayerNode[][] {
  const { content } = layer;
  if (!content.isText || content.length > LONGEST_MESSAGE || !HINT.test(content.text)) return [];
  const named = namedPartsOf(layer)
    .filter((each) => mayBeIdentifier(each.layer.content))
    .map((each) => layer.child(each.codec, each.layer));

  return [...(mayBeIdentifier(content) ? [[]] : []), ...named.map((each) => [each])].flatMap((method) =>
    [hex, base64].flatMap((codec) => {
      const value = method[0] ?? layer;

      return codec
        .open(value.input, BUDGET)
        .layers.filter((inner) => isBlocks(inner.content))
        .map((inner) => [...method, value.child(codec, { ...inner, sure: true })]);
    }),
  );
}

/** Characters of the shortest value in base64, without padding. */
const SHORTEST_WRITTEN = 43;

function mayBeIdentifier(content: Content): boolean {
  return content.isText && content.length >= SHORTEST_WRITTEN;
}

function isBlocks(content: Content): boolean {
  return content.length >= SHORTEST_VALUE && content.length % SHORTEST === 0 && !content.isText;
}
