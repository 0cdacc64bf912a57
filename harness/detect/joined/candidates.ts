import type { LayerNode } from '../layer-node.ts';
import type { PieceIndex } from './words.ts';

/** A JSON escape that changes a character, other than an escaped slash, quote or backslash. */
const ESCAPE = /\\[^/"\\]/;

/**
 * The layers that contain a piece of a rare word: texts, and bytes with named parts. Every encoding in their chain must
 * be certain. An uncertain decoding can cut a word at random, and two such halves would look like a join.
 */
export function candidatesOf(
  reached: readonly LayerNode[],
  index: PieceIndex,
  skip: ReadonlySet<number>,
): LayerNode[] {
  /** JSON texts without a piece; their strings contain none either. */
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
