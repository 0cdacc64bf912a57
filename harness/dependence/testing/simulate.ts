import type { Stage } from '../stage.ts';
import type { TimedExchange } from '../message.ts';
import { createRandom } from './random.ts';
import type { Way } from './visit.ts';

export interface Simulated {
  way: Way;
  /** The address of each page. */
  pages: readonly string[];
  blocksOfPage: number;
  visits: number;
  seed: number;
}

/** The hosts of the pages, and sites of two labels. */
export const SITES = {
  isOwn: (host: string) => host.endsWith('.page.test'),
  siteOf: (host: string) => host.split('.').slice(-2).join('.'),
};

/** Blocks in a random order, with the messages that a browser would send. */
export function simulate({ way, pages, blocksOfPage, visits, seed }: Simulated): Stage {
  const random = createRandom(seed);
  const order = pages.flatMap((_, arm) => Array.from({ length: blocksOfPage }, () => arm));
  for (let at = order.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  const state: Record<string, number> = {};
  const salt = random.hex(8);
  let now = 1_764_000_000_000 + random.below(1e9);
  let index = 0;
  const blocks = order.map((arm, block) => {
    const exchanges: TimedExchange[] = [];
    for (let visit = 0; visit < visits; visit++) {
      now += 20_000 + random.below(4_000);
      for (const part of way({ url: pages[arm] ?? '', random, state, now, block, salt })) {
        now += random.below(300);
        exchanges.push({
          index: index++,
          method: 'GET',
          url: '',
          host: '',
          headers: [],
          body: new Uint8Array(),
          trailers: [],
          messages: [],
          at: new Date(now).toISOString(),
          ...part,
        });
      }
    }
    now += 60_000;

    return { arm, exchanges, names: [] };
  });

  return { arms: pages.map((_, arm) => String.fromCharCode(65 + arm)), blocks };
}
