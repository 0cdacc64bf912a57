import type { Exchange } from '../../model/exchange.ts';
import { printChain } from '../chain.ts';
import type { PartSighting } from './corroborate.ts';

/** A digest of 32 bits that nothing in its exchange corroborates. */
export interface Uncorroborated extends PartSighting {
  exchange: Pick<Exchange, 'index' | 'host' | 'via'>;
  sdk: string | undefined;
}

/**
 * Digests of 32 bits that recur in one place: a field that contains the digest of each page. Another canary must have
 * the same recipient, place, algorithm and variant. One match in four billion may be chance; a second one is not.
 */
export function findRecurring(uncorroborated: readonly Uncorroborated[]): Uncorroborated[] {
  const places = new Map<string, Set<number>>();
  for (const each of uncorroborated) {
    const key = placeOf(each);
    places.set(key, (places.get(key) ?? new Set()).add(each.sighting.canary));
  }

  return uncorroborated.filter((each) => (places.get(placeOf(each))?.size ?? 0) > 1);
}

function placeOf({ exchange, part, sighting: { match, short, chain } }: Uncorroborated): string {
  const steps = printChain(chain).map((step) => step.replaceAll(/\[\d+\]/g, '[]'));

  return JSON.stringify([exchange.host, part, match, short?.variant, short?.field, steps]);
}
