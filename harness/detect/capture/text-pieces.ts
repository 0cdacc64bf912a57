import type { Reached } from '../search.ts';

/** Characters of the longest layer that is compared with its parent. */
const LONGEST = 4096;
const IN_WORD = /[0-9A-Za-z]/;

/**
 * Where a layer begins in its parent if it is an unchanged piece of the parent's text, next to no letter or digit. The
 * values of such a layer are also values of its parent.
 */
export function pieceOffset({ kind, parent, content, offset }: Reached): number | undefined {
  if (kind !== 'structure' || !parent?.content.isText || content.length > LONGEST || !content.isText)
    return undefined;
  const { text } = parent.content;
  const isAtOffset = text.startsWith(content.text, offset);
  const at = isAtOffset ? offset : offset + 1;
  if (!isAtOffset && !text.startsWith(content.text, at)) return undefined;
  const isSeparate =
    !IN_WORD.test(text.charAt(at - 1)) && !IN_WORD.test(text.charAt(at + content.text.length));

  return isSeparate ? at : undefined;
}

/** The innermost layer of which an offset in a layer's text is a part, and the offset in that layer. */
export function innermostAt(
  reached: readonly Reached[],
  layer: Reached,
  offset: number,
): { layer: Reached; offset: number } {
  for (const each of reached) {
    if (each.parent !== layer) continue;
    const at = pieceOffset(each);
    if (at !== undefined && at <= offset && offset < at + each.content.text.length)
      return innermostAt(reached, each, offset - at);
  }

  return { layer, offset };
}
