import type { Canary } from '../../model/canary.ts';
import type { Content } from '../content.ts';
import type { Hit } from '../match/hit.ts';
import { type Matcher, TextMatcher } from '../match/matcher.ts';
import { DigestFinder } from './finder.ts';

const NONE: ReadonlySet<number> = new Set();

/** A matcher that finds canaries and their digests. A digest counts only if the content does not contain the canary. */
export class DigestMatcher implements Matcher {
  readonly shortest: number;
  readonly charsets: Matcher['charsets'];
  readonly #plain: TextMatcher;
  readonly #digests: DigestFinder;

  constructor(canaries: readonly Canary[]) {
    this.#plain = new TextMatcher(canaries);
    this.#digests = new DigestFinder(canaries);
    this.shortest = this.#plain.shortest;
    this.charsets = this.#plain.charsets;
  }

  disguises(content: Content): string[] {
    return this.#plain.disguises(content);
  }

  mayMatch(content: Content): boolean {
    return this.#plain.mayMatch(content) || this.#digests.find(content, NONE).length > 0;
  }

  matchPlainly(content: Content, skip: ReadonlySet<number>): Hit[] {
    return this.#plain.match(content, skip);
  }

  match(content: Content, skip: ReadonlySet<number>): Hit[] {
    const hits = this.#plain.match(content, skip);
    const others = this.#digests.find(content, skip);
    if (others.length === 0) return hits;
    const seen = new Set(hits.map((hit) => hit.canary));

    return [...hits, ...others.filter((hit) => !seen.has(hit.canary))].sort((a, b) => a.canary - b.canary);
  }
}
