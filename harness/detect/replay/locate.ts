import type { Budget } from '../../model/evidence.ts';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Finding } from '../../model/scan.ts';
import { saltedPlace } from '../capture/salted-search.ts';
import { createMatcherWithDigests } from '../digest/match-digests.ts';
import { type ExchangeAt, walkChain } from './walk.ts';

/** The text that a finding was read in, and where in it the canary begins. */
export interface Located {
  text: string;
  offset: number;
}

/** Walks a finding's chain again, from the exchange to the text that held the canary; undefined where it leads nowhere. */
export function locate(
  exchange: Exchange,
  finding: Finding,
  canary: Canary,
  budget: Budget,
  exchangeAt?: ExchangeAt,
): Located | undefined {
  const matcher = createMatcherWithDigests([canary]);
  const none = new Set<number>();
  for (const way of walkChain(exchange, finding.part, finding.chain, budget, exchangeAt)) {
    const content = way.at(-1);
    const hit = content && matcher.match(content, none).find(({ match }) => match === finding.match);
    const offset = hit?.offset ?? (content && saltedPlace(finding.match, content.text));
    if (content && offset !== undefined) return { text: content.text, offset };
  }

  return undefined;
}
