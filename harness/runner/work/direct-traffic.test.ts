import assert from 'node:assert/strict';
import type { TimelineStep } from '../../model/timeline.ts';
import type { BegunCase } from './case-in-progress.ts';
import { readDirectTraffic } from './phone-readings.ts';
import type { Station } from './station.ts';

describe('readDirectTraffic', () => {
  /** The step that is kept if this many connections have arrived at each question. */
  const stepFor = async (arrivals: readonly number[]): Promise<TimelineStep | undefined> => {
    const steps: TimelineStep[] = [];
    let asked = 0;
    const work = {
      step: async (_name: string, _limit: number, act: () => Promise<unknown>) => await act(),
      log: { add: (step: TimelineStep) => steps.push(step) },
    };
    const redirected = [{ uid: 10_123, port: 443, connections: 2 }];
    const station = {
      handset: {
        readDirect: async () => ({ redirected, refused: [] }),
        counters: { takeUnrecorded: () => [] },
      },
      recorder: { accepted: async () => arrivals[asked++] ?? arrivals.at(-1) },
    };
    await readDirectTraffic(work as unknown as BegunCase, station as unknown as Station);

    return steps[0];
  };

  for (const [what, arrivals, arrived] of [
    ['that have arrived', [2], 2],
    ['that are still on their way', [0, 1, 2], 2],
    ['that never arrive', [1], 1],
  ] as const)
    it(`counts connections ${what}`, async () => {
      const step = await stepFor(arrivals);
      assert.ok(step?.kind === 'direct-traffic');
      assert.deepEqual(step.redirected, [{ uid: 10_123, port: 443, connections: 2, arrived }]);
    });
});
