import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readCase, readRun } from '../../evidence/folders.ts';
import type { Run } from '../../model/run.ts';
import { type WrittenRun, writeCurrentRun } from '../testing/run-folder.ts';
import { readTables } from '../tables.ts';
import { independenceOf, withIndependence } from './independence.ts';
import { createJudge } from './judge.ts';

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
      /found nothing that depends on the visited page \(an\/experiment\): Nothing was shown: 20 of 20\.$/,
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
  ] satisfies [string, (row: Run['cases'][number]) => Partial<Run['cases'][number]>][])
    it(`is no note beside ${name}`, () => {
      const [clean] = run.cases;
      assert.ok(clean);
      assert.deepEqual(independenceOf(clean, withExperiment(change(clean))), []);
      assert.equal(independenceOf(clean, withExperiment()).length, 1);
    });
});
