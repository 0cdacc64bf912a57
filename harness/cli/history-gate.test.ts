import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRun } from '../evidence/folders.ts';
import type { ExitCode } from '../model/exit.ts';
import type { HistoryRow } from '../model/history.ts';
import { runOf } from '../report/testing/run.ts';
import { historyRow } from '../report/history/testing/row.ts';
import { historyFor } from './history-file.ts';
import { stricterCode } from './history-gate.ts';

const EXPECTATIONS = `
- { on: simulated, release: 'mint@*', scenario: '*', mode: private, recipients: no-new, baseline: mint@3.3.0, reason: r, source: s }
`;

describe('a run with its history', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-history-'));
    const run = runOf('clean');
    run.cases[0]!.contacts = [{ host: 'new.example', by: 'browser' }];
    await writeRun(folder, run);
    await mkdir(join(folder, 'rules/apks'), { recursive: true });
    await writeFile(join(folder, 'rules/apks/expectations.yaml'), EXPECTATIONS);
  });
  after(() => rm(folder, { recursive: true }));

  const earlier = (contacts: HistoryRow['contacts']): HistoryRow => {
    const row = historyRow(0, 'clean', 1, { scenario: 'scenario-0', contacts });

    return { ...row, release: { ...row.release, versionName: '3.3.0' } };
  };
  const known = earlier([]);
  const same = earlier([{ host: 'new.example', by: 'browser' }]);

  const table: [what: string, code: ExitCode, rows: HistoryRow[], expected: ExitCode][] = [
    ['a new recipient', 2, [known], 1],
    ['a new recipient', 0, [known], 1],
    ['the same recipients', 2, [same], 2],
    ['the same recipients', 0, [same], 0],
    ['no row', 2, [], 2],
    ['the same recipients', 1, [same], 1],
    ['a new recipient', 3, [known], 3],
    ['a new recipient', 130, [known], 130],
  ];
  for (const [what, code, rows, expected] of table)
    it(`makes ${expected} of ${code} with ${what}`, async () =>
      assert.equal(await stricterCode(code, folder, rows), expected));

  it('is refused while the run has not ended, and if its evidence was changed', async () => {
    const file = join(folder, 'history.json');
    await assert.rejects(
      historyFor(folder, { ...runOf('clean'), finishedAt: null }, file, false),
      /has not ended/,
    );
    await assert.rejects(historyFor(folder, runOf('clean'), file, true), /was changed after the run/);
    assert.equal(await historyFor(folder, runOf('clean'), undefined, true), undefined);
    assert.ok(await historyFor(folder, runOf('clean'), file, false));
  });
});
