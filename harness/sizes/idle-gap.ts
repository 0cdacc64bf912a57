import type { TimelineStep } from '../model/timeline.ts';
import type { Sending } from './sendings.ts';

/** A wait ends with quiet, in which the handset's clock runs at the speed of this machine's. */
const AROUND_MS = 10_000;

/**
 * The longest time that passed between two uploads to the same recipient while nothing was done, in milliseconds of the
 * handset's clock, rounded up: what came in the quiet at the end of the wait is taken for as fast as the rest. Undefined
 * where nobody was sent anything twice, or nobody waited.
 */
export function longestIdleGap(
  steps: readonly TimelineStep[],
  sendings: readonly Sending[],
): number | undefined {
  const gaps = steps.flatMap((step) => {
    if (step.kind !== 'window' || step.phase !== 'idle') return [];
    const end = Date.parse(step.at);
    const begin = end - step.handsetMs / step.speed - AROUND_MS;
    const within = sendings.filter(({ at }) => Date.parse(at) >= begin && Date.parse(at) <= end);

    return gapsOf(within).map((gap) => Math.min(gap * step.speed, step.handsetMs));
  });

  return gaps.length === 0 ? undefined : Math.max(...gaps);
}

function gapsOf(sendings: readonly Sending[]): number[] {
  const last = new Map<string, number>();

  return sendings
    .map(({ recipient, at }) => ({ recipient, at: Date.parse(at) }))
    .sort((a, b) => a.at - b.at)
    .flatMap(({ recipient, at }) => {
      const before = last.get(recipient);
      last.set(recipient, at);

      return before === undefined ? [] : [at - before];
    });
}
