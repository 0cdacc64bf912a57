import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readCase, readRun } from '../../evidence/folders.ts';
import type { Run } from '../../model/run.ts';
import { type WrittenRun, writeCurrentRun } from '../testing/run-folder.ts';
import { readTables } from '../tables.ts';
import { independenceOf, outdatedNotes, withIndependence } from './independence.ts';
import { policy } from '../../verdict/testing/evidence.ts';
import { createJudge } from './judge.ts';

const NOTES = [{ code: 'simulated', text: 'A test.' }];
const INCOMPLETE = { code: 'version-unread', text: 'A test.' };
const NOT_SHOWN = { code: 'dependence-not-shown', text: 'Nothing was shown: 20 of 20.' };

describe('the result of an experiment beside the other cases of its run', function () {
  this.timeout(60_000);
  let written: WrittenRun;
  let run: Run;

  beforeEach(async () => {
    written = await writeCurrentRun();
    run = await readRun(written.dir);
  });
  afterEach(async () => await rm(written.dir, { recursive: true, force: true }));

  /** The run with an experiment, a case like the first one. */
  function withExperiment(change: Partial<Run['cases'][number]> = {}): Run {
    const [clean] = run.cases;
    assert.equal(clean?.verdict, 'clean');
    const row = {
      ...clean,
      id: 'an/experiment',
      verdict: 'inconclusive' as const,
      reasons: [NOT_SHOWN],
      ...change,
    };

    return { ...run, cases: [...run.cases, row] };
  }

  it('is a note on clean cases of the same release, mode and handset', async () => {
    const judge = createJudge(await readTables(DEFAULT_BUDGET), run.rules);
    const noted = await withIndependence(written.dir, withExperiment(), judge, assert.fail);
    const { record } = await readCase(written.caseDirs[0] ?? '');
    const text = record.reasons.find(({ code }) => code === 'independent-of-page')?.text;
    assert.match(
      text ?? '',
      /experiment in another case of this run \(an\/experiment\): Nothing was shown: 20 of 20\.$/,
    );
    assert.equal(record.verdict, 'clean');
    assert.deepEqual(noted.cases[0]?.reasons, record.reasons);
    assert.deepEqual(noted.cases[1], run.cases[1]);
  });

  for (const [name, change] of [
    ['another release', (row) => ({ release: { ...row.release, sha256: '1'.repeat(64) } })],
    ['another mode', (row) => ({ mode: { ...row.mode, statistics: 'on' } })],
    ['another handset', () => ({ handset: 7 })],
    ['an experiment that decided nothing', () => ({ reasons: [] })],
    ['an experiment that leaks', () => ({ verdict: 'leaks', reasons: [...NOTES, NOT_SHOWN] })],
    ['an experiment in which not everything was seen', () => ({ reasons: [INCOMPLETE, NOT_SHOWN] })],
    ['an experiment in which something follows the page', () => ({ verdict: 'suspect', reasons: [] })],
  ] satisfies [string, (row: Run['cases'][number]) => Partial<Run['cases'][number]>][])
    it(`is no note beside ${name}`, () => {
      const [clean] = run.cases;
      assert.ok(clean);
      assert.deepEqual(independenceOf(clean, withExperiment(change(clean)), policy), []);
      assert.equal(
        independenceOf(clean, withExperiment({ reasons: [...NOTES, NOT_SHOWN] }), policy).length,
        1,
      );
    });

  it('is written once, and removed when the experiment no longer says it', async () => {
    const judge = createJudge(await readTables(DEFAULT_BUDGET), run.rules);
    const notesOf = async () =>
      (await readCase(written.caseDirs[0] ?? '')).evidence.timeline.steps.filter(
        ({ kind }) => kind === 'independent-of-page',
      );
    const noted = await withIndependence(written.dir, withExperiment(), judge, assert.fail);
    assert.deepEqual(outdatedNotes(noted, policy), []);
    await withIndependence(written.dir, withExperiment(), judge, assert.fail);
    assert.equal((await notesOf()).length, 1);
    const [clean, experiment] = noted.cases;
    assert.ok(clean && experiment);
    const refuted = { ...noted, cases: [clean, { ...experiment, verdict: 'leaks' as const }] };
    const without = await withIndependence(written.dir, refuted, judge, assert.fail);
    assert.deepEqual(await notesOf(), []);
    assert.deepEqual(without.cases[0]?.reasons, run.cases[0]?.reasons);
  });
});
