import type { Budget } from '../../model/evidence.ts';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Finding } from '../../model/scan.ts';
import { digestPlace } from '../capture/digest-search.ts';
import { saltedPlace } from '../capture/salted-search.ts';
import { parseStep } from '../chain.ts';
import { createSegmentIndex } from '../joined/segments.ts';
import { DigestMatcher } from '../digest/match-digests.ts';
import type { Content } from '../content.ts';
import { type ExchangeAt, walkChain } from './walk.ts';

/** The text that contains a finding, and the offset of the canary in it. */
export interface Located {
  text: string;
  offset: number;
  /** The content of the part, then that after each decoding. */
  steps: readonly Pick<Content, 'bytes' | 'text' | 'isText'>[];
}

/** Replays a finding's chain from the exchange to the text that contains the canary; undefined if that fails. */
export function locate(
  exchange: Exchange,
  finding: Finding,
  canary: Canary,
  budget: Budget,
  exchangeAt?: ExchangeAt,
): Located | undefined {
  const matcher = new DigestMatcher([canary]);
  const segments = createSegmentIndex([canary]);
  const isJoined = parseStep(finding.chain.at(-1) ?? '')?.kind === 'joined-messages';
  const none = new Set<number>();
  for (const steps of walkChain(exchange, finding.part, finding.chain, budget, exchangeAt)) {
    const content = steps.at(-1);
    const hit = content && matcher.match(content, none).find(({ match }) => match === finding.match);
    const offset =
      hit?.offset ??
      (content && digestPlace(finding.match, content, canary)) ??
      (content && saltedPlace(finding.match, content.text)) ??
      (content && isJoined && segments.isSegment(content.text, 0) ? 0 : undefined);
    if (content && offset !== undefined) return { text: content.text, offset, steps };
  }

  return undefined;
}
