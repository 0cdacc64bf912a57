import { createDetector } from '../detect/detector.ts';
import type { Canary } from '../model/canary.ts';
import type { Budget } from '../model/evidence.ts';
import type { Exchange } from '../model/exchange.ts';
import type { OwnValue } from './forms.ts';

/** Looks for values of the tester with all that the detector can open, and gives where they still are. */
export interface Leftovers {
  /** Names of what is still there, by part. */
  inExchanges(exchanges: readonly Exchange[]): { exchange: number; part: string; name: string }[];
}

export function createLeftovers(values: readonly OwnValue[], budget: Budget): Leftovers {
  const canaries = values.map(({ value }, at): Canary => ({ id: String(at), kind: 'text', value }));

  return {
    inExchanges(exchanges) {
      const detector = createDetector(canaries, { hosts: [] }, budget);
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
