import { createDetector } from '../detect/index.ts';
import type { Canary } from '../model/canary.ts';
import type { Budget } from '../model/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import type { OwnValue } from './forms.ts';

/** Searches exchanges for the tester's values with the whole detector. */
export interface Leftovers {
  /** The parts in which values remain, with the names of the values. */
  inExchanges(exchanges: readonly Exchange[]): { exchange: number; part: string; name: string }[];
}

export function createLeftovers(values: readonly OwnValue[], budget: Budget): Leftovers {
  const canaries = values.map(({ value }, at): Canary => ({ id: String(at), kind: 'text', value }));

  return {
    inExchanges(exchanges) {
      const detector = createDetector(canaries, [], budget);
      for (const exchange of exchanges) detector.push(exchange);

      return detector
        .end()
        .findings.filter(({ match, confidence }) => match !== 'part' || confidence === 'certain')
        .map(({ exchange, part, canary }) => ({
          exchange,
          part,
          name: values[Number(canary)]?.name ?? canary,
        }));
    },
  };
}
