import type { SearchText } from './search-text.ts';

/** A canary found in a text. */
export interface Hit {
  /** Index among the canaries. */
  canary: number;
  match: SearchText['match'] | `digest:${string}`;
  confidence: 'certain' | 'likely';
  offset: number;
  /** Set only on a digest of 32 bits, which needs corroboration. */
  short?: Short;
}

/** The variant of the canary that a short digest hashes, and the field name before it, if any. */
export interface Short {
  variant: string;
  field: string;
}
