import type { LayerNode } from '../layer-node.ts';
import type { PieceIndex } from './words.ts';

/** Backslashes that stand for another character than the next one. */
const ESCAPE = /\\[^/"\\]/;

/**
 * The layers that hold a piece of a rare word: texts, and bytes that have parts, where every encoding on the way was plain to
 * see. Guesses cut near misses where nobody cut them, and two halves of those make a whole.
 */
export function candidatesOf(
  reached: readonly LayerNode[],
  index: PieceIndex,
  skip: ReadonlySet<number>,
): LayerNode[] {
  /** Texts of JSON without a piece, whose strings have none either. */
  const empty = new Set<LayerNode>();

  return reached.filter((layer) => {
    const { content, structured, sure, parent, codec } = layer;
    if (parent && codec?.readsQuoted && empty.has(parent)) return false;
    if (!sure || (!content.isText && !structured)) return false;
    if (index.mayHold(content, skip)) return true;
    if (structured && content.isText && !ESCAPE.test(content.text)) empty.add(layer);

    return false;
  });
}
