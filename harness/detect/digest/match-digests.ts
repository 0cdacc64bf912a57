import type { Canary } from '../../model/canary.ts';
import { createMatcher, type Matcher } from '../match/matcher.ts';
import { createDigestFinder } from './finder.ts';

const NONE: ReadonlySet<number> = new Set();

/** A matcher that finds canaries and their digests. A digest counts only if the content does not contain the canary. */
export function createMatcherWithDigests(canaries: readonly Canary[]): Matcher {
  const plain = createMatcher(canaries);
  const digests = createDigestFinder(canaries);

  return {
    shortest: plain.shortest,
    disguises: (content) => plain.disguises(content),
    ...(plain.charsets && { charsets: plain.charsets }),
    mayMatch: (content) => plain.mayMatch(content) || digests.find(content, NONE).length > 0,
    matchPlainly: (content, skip) => plain.match(content, skip),
    match(content, skip) {
      const hits = plain.match(content, skip);
      const others = digests.find(content, skip);
      if (others.length === 0) return hits;
      const seen = new Set(hits.map((hit) => hit.canary));

      return [...hits, ...others.filter((hit) => !seen.has(hit.canary))].sort((a, b) => a.canary - b.canary);
    },
  };
}
