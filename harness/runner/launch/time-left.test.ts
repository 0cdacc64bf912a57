import assert from 'node:assert/strict';
import type { Batch } from '../../model/plan.ts';
import { sdkFileSchema } from '../../model/sdk.ts';
import { SESSION_START_MS, CASE_STEPS_MS, type WaitPlan, waitMsOf } from '../schedule/case-time.ts';
import { createTimeLeft } from './time-left.ts';

const S = 1000;
const sensors = sdkFileSchema.parse({
  name: 'Sensors',
  apk: { signatures: ['x'], intervalMs: 45_000, source: 'test' },
});
const plan: WaitPlan = {
  sdks: [{ id: 'sensors', ...sensors }],
  clock: { simulated: true, speed: 40 },
  identities: 1,
  twin: true,
  blocks: 6,
};

function batch(id: string, cases: number, sdks = ['sensors']): Batch {
  return {
    id,
    // Only the field that the waits depend on.
    release: { sdks } as Batch['release'],
    cases: Array.from({ length: cases }, (_, at) => ({
      id: `${id}/${at}`,
      batch: id,
      scenario: `${at}`,
      mode: { private: true, statistics: 'default' },
    })),
  };
}

describe('createTimeLeft', () => {
  let now: number;
  beforeEach(() => {
    now = 0;
  });
  const start = (batches: Batch[], handsets: number) => createTimeLeft(batches, handsets, plan, () => now);
  /** Simulates a run in which cases and sessions take as long as `takes` says. Returns the estimate at each decision. */
  const simulateRun = (
    batches: Batch[],
    handsets: number,
    takes: { case: (id: string) => number; session: number },
  ) => {
    const left = start(batches, handsets);
    const free = new Map(Array.from({ length: handsets }, (_, at) => [`h${at}`, 0]));
    const events: { at: number; what: () => void; decided: boolean }[] = [];
    for (const { cases } of batches) {
      const [serial = '', from = 0] = [...free].toSorted(([, a], [, b]) => a - b)[0] ?? [];
      let at = from + takes.session;
      for (const { id } of cases) {
        events.push({ at, what: () => left.started(id, serial), decided: false });
        at += takes.case(id);
        events.push({ at, what: () => left.decided(id), decided: true });
      }
      free.set(serial, at);
    }
    const end = Math.max(...free.values()) + 10 * S;
    const estimates: { at: number; leftMs: number; trueMs: number }[] = [];
    for (const event of events.toSorted((a, b) => a.at - b.at)) {
      now = event.at;
      event.what();
      if (event.decided) estimates.push({ at: now, leftMs: left.ms(), trueMs: end - now });
    }

    return { estimates, end };
  };

  it('adds the waits, steps and sessions of all cases before the run starts', () => {
    const one = batch('a', 3);
    const [first] = one.cases;
    assert.ok(first);
    const caseMs = waitMsOf(first, one, plan) + CASE_STEPS_MS;
    assert.equal(start([one], 1).ms(), SESSION_START_MS + 3 * caseMs + 10 * S);
    assert.equal(start([one, batch('b', 3)], 2).ms(), SESSION_START_MS + 3 * caseMs + 10 * S);
  });

  for (const slow of [0.6, 1, 2.5])
    it(`is off by at most a third after a third of the run if steps take ${slow} times as long`, () => {
      const batches = [batch('chrome', 3, ['other']), ...['a', 'b', 'c', 'd'].map((id) => batch(id, 3))];
      const { estimates, end } = simulateRun(batches, 2, {
        case: (id) => slow * (id.startsWith('chrome') ? 85 : 28) * S,
        session: slow * 12 * S,
      });
      const later = estimates.filter(({ at }) => at >= end / 3 && at < 0.9 * end);
      assert.ok(later.length >= 6, String(later.length));
      for (const { at, leftMs, trueMs } of later)
        assert.ok(
          Math.abs(leftMs - trueMs) <= trueMs / 3,
          `after ${at} of ${end} ms: ${Math.round(leftMs)} ms estimated, ${trueMs} ms taken`,
        );
    });

  it('decreases while a case runs, and counts an overdue case as nearly done', () => {
    const left = start([batch('a', 2)], 1);
    left.started('a/0', 'h');
    const before = left.ms();
    now += 5 * S;
    assert.equal(left.ms(), before - 5 * S);
    now += 1000 * S;
    const overdue = left.ms();
    now += 1000 * S;
    assert.equal(left.ms(), overdue);
  });

  it('excludes cases of a batch that failed', () => {
    const left = start([batch('a', 2), batch('b', 2)], 1);
    left.failed('b');
    assert.equal(left.ms(), start([batch('a', 2)], 1).ms());
  });

  it('adds the part of a soak that is longer than the window', () => {
    const one = batch('a', 1);
    const [first] = one.cases;
    assert.ok(first);
    const soaked = (soakMs: number) => waitMsOf(first, one, { ...plan, soakMs }) - waitMsOf(first, one, plan);
    assert.equal(Math.round(soaked(3_600_000)), Math.round((3_600_000 - 45 * S) / 40));
    assert.equal(soaked(10 * S), 0);
  });
});
