import assert from 'node:assert/strict';
import { createMint } from '../../canary/mint.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import { createCaseLog } from './case-log.ts';
import type { CaseWork } from './case-work.ts';
import { StepTimeout } from './limit.ts';
import type { Station } from './station.ts';
import { playTwin } from './twin.ts';

/** A case whose private part is over, on a handset on which everything goes well. */
function begun(cues: readonly boolean[] = []): {
  work: CaseWork;
  station: Station;
  pressed: string[];
  steps: () => TimelineStep[];
} {
  const log = createCaseLog();
  const pressed: string[] = [];
  const twinMint = createMint({ prefix: 'twin-' });
  const looks = [...cues];
  const work = {
    log,
    twinMint,
    privateLeft: cues.length === 0,
    events: [],
    phase: () => {},
    step: (_name: string, _limitMs: number, action: () => Promise<unknown>) => action(),
  };
  const station = {
    batch: { id: 'mint@3.4.3', release: { package: 'a.b' } },
    facts: { speed: 20 },
    recorder: { quietMs: () => 3000, open: () => [] },
    page: {
      isForeground: async () => true,
      privateCues: async () => [{ name: 'menu-item', seen: looks.shift() ?? false, detail: '' }],
      closePrivate: async () => void pressed.push('close'),
    },
    handset: {
      home: async () => void pressed.push('home'),
      network: async () => ({ validated: true, type: 'WIFI', metered: false }),
      findBrokenPath: async () => undefined,
      version: async () => ({ versionName: '3.4.3', versionCode: 30403 }),
      wait: async (handsetMs: number) => ({ handsetMs, speed: 20, quiet: true, awakeMs: handsetMs }),
    },
  };

  // As much of both as a twin needs.
  return {
    work: work as unknown as CaseWork,
    station: station as unknown as Station,
    pressed,
    steps: () => log.steps(),
  };
}

function visit(work: CaseWork, served: boolean): void {
  const { id } = work.twinMint.visit();
  work.log.add({ kind: 'page-loaded', canary: id, served, beacon: served });
}

const twins = (steps: readonly TimelineStep[]) =>
  steps.flatMap((step) => (step.kind === 'twin' ? [[step.what, step.detail ?? '']] : []));

describe('the twin', () => {
  it('is the story again, a wait in front and one in the background', async () => {
    const { work, station, steps, pressed } = begun();
    await playTwin(work, station, async () => visit(work, true), 45_000);
    assert.deepEqual(
      steps().flatMap((step) => (step.kind === 'window' ? [[step.phase, step.handsetMs]] : [])),
      [
        ['twin', 45_000],
        ['twin-background', 45_000],
      ],
    );
    assert.deepEqual(twins(steps()), [
      ['begun', ''],
      ['ended', ''],
    ]);
    assert.deepEqual(pressed, ['home']);
  });

  it('that fails is recorded, and undoes nothing before it', async () => {
    const { work, station, steps } = begun();
    await playTwin(work, station, () => Promise.reject(new Error('no address bar')), 45_000);
    assert.deepEqual(twins(steps()).at(-1), ['failed', 'no address bar']);
  });

  it('whose page was not loaded has failed', async () => {
    const { work, station, steps } = begun();
    await playTwin(work, station, async () => visit(work, false), 45_000);
    assert.deepEqual(twins(steps()).at(-1), ['failed', 'the page of twin-visit-1 was not loaded']);
  });

  it('that cannot be stopped ends the work on the handset', async () => {
    const { work, station, steps } = begun();
    const stuck = new StepTimeout('stuck');
    await assert.rejects(
      playTwin(work, station, () => Promise.reject(stuck), 45_000),
      stuck,
    );
    assert.deepEqual(twins(steps()).at(-1), ['failed', 'stuck']);
  });

  it('leaves private mode first where the browser brought it back', async () => {
    const { work, station, pressed, steps } = begun([true, false]);
    await playTwin(work, station, async () => visit(work, true), 45_000);
    assert.deepEqual(pressed, ['close', 'home']);
    assert.equal(twins(steps()).at(-1)?.[0], 'ended');
  });

  it('is none where private mode cannot be left', async () => {
    const { work, station, steps } = begun([true, true]);
    await playTwin(work, station, () => assert.fail('the story was played'), 45_000);
    assert.match(String(twins(steps()).at(-1)), /failed,private mode cannot be left: menu-item/);
  });
});
