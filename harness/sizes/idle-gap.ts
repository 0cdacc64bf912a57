import type { TimelineStep } from '../model/timeline.ts';
import type { Sending } from './sendings.ts';

/** A wait ends with quiet, in which the handset's clock runs in real time; real milliseconds. */
const QUIET_MS = 10_000;

/**
 * The longest time between two uploads to the same recipient while the handset was idle, in milliseconds of its clock. It is
 * rounded up: the quiet at the end of the wait counts at the same speed as the rest. Undefined where no recipient received two
 * uploads, or there was no idle window.
 */
export function longestIdleGap(
  steps: readonly TimelineStep[],
  sendings: readonly Sending[],
): number | undefined {
  const gaps = steps.flatMap((step) => {
    if (step.kind !== 'window' || step.phase !== 'idle') return [];
    const end = Date.parse(step.at);
    const begin = end - step.handsetMs / step.speed - QUIET_MS;
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
