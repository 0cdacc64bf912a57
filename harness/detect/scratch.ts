import type { Content } from './content.ts';

/** Bytes of a buffer for short texts: allocating bytes for each takes longer than one pass over them. */
const SIZE = 1024;

export function createScratch(): Buffer {
  return Buffer.alloc(SIZE);
}

/**
 * Writes a short ASCII text that has no bytes yet, and a zero after it.
 * @returns its length; -1 for other contents
 */
export function writeShortAscii(content: Content, scratch: Buffer): number {
  if (content.madeBytes || content.length >= scratch.length || content.shape.isBeyondAscii) return -1;
  const length = scratch.write(content.text, 'latin1');
  scratch[length] = 0;

  return length;
}
