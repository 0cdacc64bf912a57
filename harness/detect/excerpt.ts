import { Content } from './content.ts';

/** Decoded text around a canary, and where in it the canary begins, in characters. */
export interface Excerpt {
  text: string;
  offset: number;
}

/** Characters kept before and after the start of a canary. */
const [BEFORE, AFTER] = [200, 400];

/** Copies the text around an offset. A slice would keep the whole text in memory. */
export function excerptOf({ text, shape }: Content, offset: number): Excerpt {
  const from = Math.max(0, offset - BEFORE);

  return { text: copyOf(text.slice(from, offset + AFTER), shape.isBeyondAscii), offset: offset - from };
}

/**
 * A function for the excerpts of several offsets in a text. It keeps a copy of the whole text if that is shorter than all
 * excerpts together, and otherwise copies each excerpt at once.
 */
export function createExcerpts(content: Content, count: number): (offset: number) => () => Excerpt {
  if (content.length > count * (BEFORE + AFTER)) return (offset) => keep(excerptOf(content, offset));
  let copy: Content | undefined;

  return (offset) => {
    copy ??= Content.ofText(copyOf(content.text, content.shape.isBeyondAscii));

    return cutLater(copy, offset);
  };
}

/** These are functions of their own, because a function keeps everything in memory that is around it. */
const keep = (excerpt: Excerpt) => () => excerpt;
const cutLater = (copy: Content, offset: number) => () => excerptOf(copy, offset);

function copyOf(text: string, isBeyondAscii: boolean): string {
  const encoding = isBeyondAscii ? 'utf16le' : 'latin1';

  return Buffer.from(text, encoding).toString(encoding);
}
