import { Content } from '../content.ts';
import type { Inflated } from './inflate.ts';

/**
 * Whether what came out of data without a header is worth looking at. Random bytes inflate to a little garbage before the
 * first error; they hardly ever end where they should, and hardly ever give text.
 */
export function acceptHeaderless(opened: Inflated, announced: boolean): boolean {
  if (announced) return true;
  if (opened.complete) return opened.bytes.length >= 4;

  return opened.bytes.length >= 12 && Content.ofBytes(opened.bytes).isText;
}
