import assert from 'node:assert/strict';
import { createCanaryGenerator } from '../../canary/generator.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import type { BegunCase } from './case-in-progress.ts';
import { StepTimeout } from './limit.ts';
import type { Station } from './station.ts';
import { createTimelineLog } from './timeline.ts';
import { runTwin } from './twin.ts';

/** A case whose private part has ended, on a handset where every step succeeds. */
function begunTwin(cues: readonly boolean[] = []): {
  after: { privateModeLeft: boolean; windowMs: number };
  work: BegunCase;
  station: Station;
  pressed: string[];
  steps: () => TimelineStep[];
} {
  const log = createTimelineLog();
  const pressed: string[] = [];
  const twinCanaries = createCanaryGenerator({ prefix: 'twin-' });
  const cuesLeft = [...cues];
  const work = {
    log,
    twinCanaries,
    events: [],
    reportPhase: () => {},
    step: (_name: string, _limitMs: number, action: () => Promise<unknown>) => action(),
  };
  const station = {
    apps: { watchNewUids: async () => {}, known: () => ({ found: [], attributed: [] }) },
    sdks: [],
    batch: { id: 'mint@3.4.3', release: { package: 'a.b' } },
    facts: () => ({ simulated: true, speed: 20 }),
    recorder: { quietMs: () => 3000, openRequests: () => [] },
    page: {
      isForeground: async () => true,
      privateCues: async () => [{ name: 'menu-item', seen: cuesLeft.shift() ?? false, detail: '' }],
      closePrivate: async () => void pressed.push('close'),
    },
    handset: {
      home: async () => void pressed.push('home'),
      network: async () => ({ validated: true, type: 'WIFI', metered: false }),
      findBrokenPath: async () => undefined,
      scheduledJobs: async () => [],
      state: async () => ({}),
      counters: { installation: async () => 1 },
      version: async () => ({ versionName: '3.4.3', versionCode: 30403 }),
      wait: async (handsetMs: number) => ({ handsetMs, speed: 20, quiet: true, awakeMs: handsetMs }),
    },
  };

  // Only the members that runTwin uses.
  return {
    after: { privateModeLeft: cues.length === 0, windowMs: 45_000 },
    work: work as unknown as BegunCase,
    station: station as unknown as Station,
    pressed,
    steps: () => log.steps(),
  };
}

function visit(work: BegunCase, served: boolean): void {
  const { id } = work.twinCanaries.visit();
  work.log.add({ kind: 'page-loaded', canary: id, served, beacon: served });
}

const twinSteps = (steps: readonly TimelineStep[]) =>
  steps.flatMap((step) => (step.kind === 'twin' ? [[step.what, step.detail ?? '']] : []));

describe('runTwin', () => {
  it('runs the scenario, then waits in the foreground and in the background', async () => {
    const { work, station, after, steps, pressed } = begunTwin();
    await runTwin(work, station, after, async () => visit(work, true));
    assert.deepEqual(
      steps().flatMap((step) => (step.kind === 'window' ? [[step.phase, step.handsetMs]] : [])),
      [
        ['twin', 45_000],
        ['twin-background', 45_000],
      ],
    );
    assert.deepEqual(twinSteps(steps()), [
      ['begun', ''],
      ['ended', ''],
    ]);
    assert.deepEqual(pressed, ['home']);
  });

  it('records a scenario that fails, and does not throw', async () => {
    const { work, station, after, steps } = begunTwin();
    await runTwin(work, station, after, () => Promise.reject(new Error('no address bar')));
    assert.deepEqual(twinSteps(steps()).at(-1), ['failed', 'no address bar']);
  });

  it('fails if a page was not loaded', async () => {
    const { work, station, after, steps } = begunTwin();
    await runTwin(work, station, after, async () => visit(work, false));
    assert.deepEqual(twinSteps(steps()).at(-1), ['failed', 'the page of twin-visit-1 was not loaded']);
  });

  it('throws if a step does not end in time', async () => {
    const { work, station, after, steps } = begunTwin();
    const stuck = new StepTimeout('stuck');
    await assert.rejects(
      runTwin(work, station, after, () => Promise.reject(stuck)),
      stuck,
    );
    assert.deepEqual(twinSteps(steps()).at(-1), ['failed', 'stuck']);
  });

  it('leaves private mode first if the browser restored it', async () => {
    const { work, station, after, pressed, steps } = begunTwin([true, false]);
    await runTwin(work, station, after, async () => visit(work, true));
    assert.deepEqual(pressed, ['close', 'home']);
    assert.equal(twinSteps(steps()).at(-1)?.[0], 'ended');
  });

  it('fails without running the scenario if private mode cannot be left', async () => {
    const { work, station, after, steps } = begunTwin([true, true]);
    await runTwin(work, station, after, () => assert.fail('the scenario ran'));
    assert.match(
      String(twinSteps(steps()).at(-1)),
      /failed,the browser did not leave private mode; cues still seen: menu-item/,
    );
  });
});
