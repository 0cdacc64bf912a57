import type { Edges } from './edges.ts';

/** A needle: a canary or a piece of it, in lower case and NFC, as the searched text is. */
export interface SearchText {
  text: string;
  match: 'whole' | 'host' | 'part';
  /** `weak`: counts only together with other pieces of the same canary. */
  strength: 'certain' | 'likely' | 'weak';
  bits: number;
  /** Set on an ordinary word: counts only together with the host. */
  isOrdinary?: true;
  edges: Edges;
}

/** Lower case and NFC: the form of needles and of searched text. */
export function fold(text: string): string {
  const lower = text.toLowerCase();

  return isAscii(lower) ? lower : lower.normalize('NFC');
}

function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- the range is what ASCII is
  return /^[\u0000-\u007f]*$/.test(text);
}
