import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { historySchema } from '../../model/history.ts';
import type { Run } from '../../model/run.ts';
import { runOf } from '../testing/run.ts';
import { readHistory, writeHistory } from './history-file.ts';
import { historyRowsOf, withRun } from './history-rows.ts';
import { openHistory } from './run-history.ts';
import { historyRow, OTHER_RULES } from './testing/row.ts';

const DIGEST = 'd1'.repeat(32);

/** A run of one release that leaks or not, on a day. */
function runOn(day: number, verdict: 'leaks' | 'clean', patch: number): Run {
  const run = runOf(verdict);
  const release = { versionName: `3.4.${patch}`, versionCode: 30_400 + patch, sha256: `${patch}`.repeat(64) };
  Object.assign(run, { id: `run-${day}`, startedAt: `2026-11-${day}T01:00:00.000Z` });
  Object.assign(run.cases[0]!.release, release);

  return run;
}

describe('a history', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-history-'));
    file = join(folder, 'of-nights/history.json');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const add = async (run: Run) => {
    const history = await openHistory(file, run, DIGEST);
    await history.save();

    return history;
  };

  it('carries results from one run to the next', async () => {
    assert.deepEqual((await add(runOn(10, 'clean', 2))).lines, []);
    const second = await add(runOn(11, 'leaks', 3));
    const text = 'leaks since mint@3.4.3 (first seen on 2026-11-11); mint@3.4.2 was clean';
    assert.equal(second.sinceOf(runOn(11, 'leaks', 3).cases[0]!)?.text, text);
    const written = historySchema.parse(JSON.parse(await readFile(file, 'utf8')));
    assert.deepEqual(
      written.rows.map(({ run, verdict, digest }) => [run, verdict, digest]),
      [
        ['run-10', 'clean', DIGEST],
        ['run-11', 'leaks', DIGEST],
      ],
    );
  });

  it('replaces the rows of a run that is added again', async () => {
    await add(runOn(10, 'leaks', 2));
    await add(runOn(10, 'clean', 2));
    const { rows } = await readHistory(file);
    assert.deepEqual(
      rows.map(({ run, verdict }) => [run, verdict]),
      [['run-10', 'clean']],
    );
  });

  it('reports a verdict that is not stable', async () => {
    await add(runOn(10, 'leaks', 2));
    assert.deepEqual((await add(runOn(11, 'clean', 2))).lines, [
      'mint@3.4.2, scenario-0, private: not stable: leaks in 1 of 2 runs under the same rules, clean in 1',
    ]);
  });

  it('has no row for a case that was never decided', () => {
    const run = runOn(10, 'clean', 2);
    Object.assign(run.cases[0]!, { state: 'planned', verdict: null });
    assert.deepEqual(historyRowsOf(run, DIGEST), []);
  });

  it('leaves out broken rows and names them', async () => {
    await mkdir(dirname(file));
    await writeFile(
      file,
      JSON.stringify({
        schema: 'leakgate/history@1',
        rows: [
          historyRow(1, 'clean', 1),
          { ...historyRow(1, 'clean', 2), verdict: 'excused' },
          null,
          { ...historyRow(1, 'clean', 2), run: 'x'.repeat(1000) },
          'row',
          historyRow(2, 'leaks', 3),
        ],
      }),
    );
    const { rows, warnings } = await readHistory(file);
    assert.deepEqual(
      rows.map(({ verdict }) => verdict),
      ['clean', 'leaks'],
    );
    assert.match(
      warnings.join('\n'),
      /^4 rows of the history .* are left out: rows\[1\] \(verdict: .*rows\[2\].*rows\[3\].*and 1 more$/,
    );
    const { lines } = await openHistory(file, runOn(10, 'clean', 2), DIGEST);
    assert.match(lines[0] ?? '', /4 rows of the history/);
  });

  const refused: [what: string, content: string, message: RegExp][] = [
    ['a file that is not JSON', 'hello', /is not JSON/],
    ['another JSON file', '{"name":"x"}', /history\.json/],
    ['a later schema', '{"schema":"leakgate/history@2","rows":[]}', /can read only leakgate\/history@1/],
  ];
  for (const [what, content, message] of refused)
    it(`refuses ${what}, and does not overwrite it`, async () => {
      await mkdir(dirname(file));
      await writeFile(file, content);
      await assert.rejects(add(runOn(10, 'clean', 2)), message);
      assert.equal(await readFile(file, 'utf8'), content);
    });

  it('refuses a file that is too large, before it reads it', async () => {
    await mkdir(dirname(file));
    await writeFile(file, '');
    await truncate(file, 129 * 2 ** 20);
    await assert.rejects(readHistory(file), /larger than 128 MiB/);
  });

  it('refuses a folder', async () => {
    await mkdir(file, { recursive: true });
    await assert.rejects(readHistory(file), /is not a file/);
  });

  it('prints no control sequence of a hostile history', async () => {
    const run = runOn(10, 'leaks', 3);
    const hostile = { ...historyRowsOf(runOn(11, 'clean', 3), DIGEST)[0]!, scenario: '\u001b[2J\u202e' };
    run.cases[0]!.scenario = hostile.scenario;
    await writeHistory(file, [hostile]);
    const { lines } = await openHistory(file, run, DIGEST);
    assert.match(lines.join(''), /not stable: leaks in 1 of 2 runs/);
    assert.doesNotMatch(lines.join(''), /[\p{Cc}\p{Cf}]/u);
  });
});

describe('withRun', () => {
  it('keeps the first row of each verdict, and the newest ones', () => {
    const rows = [
      historyRow(1, 'clean', 1, { run: 'first clean' }),
      historyRow(1, 'leaks', 1, { run: 'first leak' }),
      historyRow(1, 'clean', 1, { run: 'other rules', rules: OTHER_RULES }),
      ...Array.from({ length: 60 }, (_, at) => historyRow(1, 'clean', 2, { run: `night-${at}` })),
    ];
    const kept = withRun(rows, [historyRow(1, 'clean', 3)], 'run-3').map(({ run }) => run);
    assert.equal(kept.length, 33);
    assert.deepEqual(kept.slice(0, 4), ['first clean', 'first leak', 'other rules', 'night-31']);
    assert.equal(kept.at(-1), 'run-3');
  });

  it('keeps each release, scenario and mode', () => {
    const rows = [
      historyRow(1, 'clean', 1),
      historyRow(2, 'clean', 1),
      historyRow(1, 'clean', 1, { mode: 'normal' }),
    ];
    assert.equal(withRun(rows, [], 'other').length, 3);
  });
});
