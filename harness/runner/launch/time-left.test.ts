import assert from 'node:assert/strict';
import type { Batch } from '../../model/plan.ts';
import { sdkFileSchema } from '../../model/sdk.ts';
import { SESSION_MS, STEPS_MS, type WaitPlan, waitsOf } from '../schedule/case-time.ts';
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
};

function batch(id: string, cases: number, sdks = ['sensors']): Batch {
  return {
    id,
    // The one thing of a release that a wait depends on.
    release: { sdks } as Batch['release'],
    cases: Array.from({ length: cases }, (_, at) => ({
      id: `${id}/${at}`,
      batch: id,
      scenario: `${at}`,
      mode: { private: true, statistics: 'default' },
    })),
  };
}

describe('the time that is left of a run', () => {
  let now: number;
  beforeEach(() => {
    now = 0;
  });
  const begin = (batches: Batch[], handsets: number) => createTimeLeft(batches, handsets, plan, () => now);
  /** A run in which each case and each session take as long as `takes` says; what it was said to take, at each decision. */
  const play = (
    batches: Batch[],
    handsets: number,
    takes: { case: (id: string) => number; session: number },
  ) => {
    const left = begin(batches, handsets);
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
    const said: { at: number; leftMs: number; trueMs: number }[] = [];
    for (const event of events.toSorted((a, b) => a.at - b.at)) {
      now = event.at;
      event.what();
      if (event.decided) said.push({ at: now, leftMs: left.ms(), trueMs: end - now });
    }

    return { said, end };
  };

  it('is the waits, the steps and the sessions of all cases before the first', () => {
    const one = batch('a', 3);
    const [first] = one.cases;
    assert.ok(first);
    const caseMs = waitsOf(first, one, plan) + STEPS_MS;
    assert.equal(begin([one], 1).ms(), SESSION_MS + 3 * caseMs + 10 * S);
    assert.equal(begin([one, batch('b', 3)], 2).ms(), SESSION_MS + 3 * caseMs + 10 * S);
  });

  for (const slow of [0.6, 1, 2.5])
    it(`is right within a third after a third of a run on a machine that takes ${slow} times the usual`, () => {
      const batches = [batch('chrome', 3, ['other']), ...['a', 'b', 'c', 'd'].map((id) => batch(id, 3))];
      const { said, end } = play(batches, 2, {
        case: (id) => slow * (id.startsWith('chrome') ? 85 : 28) * S,
        session: slow * 12 * S,
      });
      const later = said.filter(({ at }) => at >= end / 3 && at < 0.9 * end);
      assert.ok(later.length >= 6, String(later.length));
      for (const { at, leftMs, trueMs } of later)
        assert.ok(
          Math.abs(leftMs - trueMs) <= trueMs / 3,
          `after ${at} of ${end} ms: ${Math.round(leftMs)} ms said, ${trueMs} ms taken`,
        );
    });

  it('becomes less while a case runs, and counts a case that is overdue as nearly done', () => {
    const left = begin([batch('a', 2)], 1);
    left.started('a/0', 'h');
    const before = left.ms();
    now += 5 * S;
    assert.equal(left.ms(), before - 5 * S);
    now += 1000 * S;
    const overdue = left.ms();
    now += 1000 * S;
    assert.equal(left.ms(), overdue);
  });

  it('leaves out cases of a batch that failed', () => {
    const left = begin([batch('a', 2), batch('b', 2)], 1);
    left.failed('b');
    assert.equal(left.ms(), begin([batch('a', 2)], 1).ms());
  });
});
