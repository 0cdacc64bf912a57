import { Content } from '../content.ts';
import type { Inflated } from './inflate.ts';

/**
 * Whether output of headerless data is worth a search. Random bytes inflate to a little garbage before the
 * first error. They rarely end correctly or give text.
 */
export function acceptHeaderless(opened: Inflated, announced: boolean): boolean {
  if (announced) return true;
  if (opened.complete) return opened.bytes.length >= 4;

  return opened.bytes.length >= 12 && Content.ofBytes(opened.bytes).isText;
}
