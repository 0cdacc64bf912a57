import type { Exchange } from '../model/exchange.ts';
import type { Budget } from '../model/evidence.ts';
import type { Content } from './content.ts';
import { type ExchangeAt, walkChain } from './walk.ts';

/**
 * Takes the decodings of a finding's chain again, one after the other, and gives what stood at each link: the part itself
 * first. Undefined where the chain does not lead through this exchange.
 * @param exchangeAt finds the others that a chain takes pieces from (`exchangesOfChain`)
 */
export function replayChain(
  exchange: Exchange,
  part: string,
  chain: readonly string[],
  budget: Budget,
  exchangeAt?: ExchangeAt,
): Content[] | undefined {
  const [way] = walkChain(exchange, part, chain, budget, exchangeAt);

  return way;
}

/** The decoded message that a finding stands in: what the last decoding gave, before the path inside it. */
export function messageOf(
  exchange: Exchange,
  finding: { part: string; chain: readonly string[] },
  budget: Budget,
  exchangeAt?: ExchangeAt,
): string | undefined {
  const contents = replayChain(exchange, finding.part, finding.chain, budget, exchangeAt);
  if (!contents) return undefined;
  let at = finding.chain.length;
  while (at > 0 && /^(json|form|url|cookie|multipart|lines|percent)\b/.test(finding.chain[at - 1] ?? ''))
    at -= 1;

  return contents[at]?.text;
}
