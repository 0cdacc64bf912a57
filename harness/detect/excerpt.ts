import type { Content } from './content.ts';

/** Decoded text around a canary, and where in it the canary begins, in characters. */
export interface Excerpt {
  text: string;
  offset: number;
}

/** Characters kept before and after the start of a canary. */
const [BEFORE, AFTER] = [200, 400];

/** Copies the text around an offset. A slice would keep the whole text in memory. */
export function excerptOf({ text }: Content, offset: number): Excerpt {
  const from = Math.max(0, offset - BEFORE);
  const copy = Buffer.from(text.slice(from, offset + AFTER), 'utf16le').toString('utf16le');

  return { text: copy, offset: offset - from };
}
