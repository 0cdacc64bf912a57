import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExitCode } from '../../model/exit.ts';
import { codeOfNight, gateOfNight } from './gate.ts';
import { type NightResult, writeResult } from './result.ts';

describe('the exit code of a night', () => {
  const nights: [codes: ExitCode[], failedJobs: number, code: ExitCode][] = [
    [[0], 0, 0],
    [[0, 0], 0, 0],
    [[0, 1], 0, 1],
    [[2, 1, 3], 1, 1],
    [[0, 2], 0, 2],
    [[0, 3], 0, 2],
    [[0, 130], 0, 2],
    [[0], 1, 2],
    [[3], 0, 3],
    [[130], 0, 3],
    [[], 0, 3],
    [[], 1, 3],
  ];
  for (const [codes, failedJobs, code] of nights)
    it(`is ${code} for runs with ${codes.join(', ') || 'nothing'} and failed jobs: ${failedJobs}`, () => {
      assert.equal(codeOfNight(codes, failedJobs), code);
    });
});

describe('leakgate night gate', () => {
  let folder: string;
  const summaryFile = () => join(folder, 'summary.md');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-gate-'));
    process.env['GITHUB_STEP_SUMMARY'] = summaryFile();
  });
  afterEach(() => {
    delete process.env['GITHUB_STEP_SUMMARY'];
    rmSync(folder, { recursive: true });
  });

  async function leave(name: string, more: Partial<NightResult>): Promise<void> {
    const result = join(folder, 'results', name);
    mkdirSync(result, { recursive: true });
    await writeResult(result, {
      schema: 'leakgate/night-result@1',
      name,
      exitCode: 3,
      run: null,
      noBundle: 'the run did not begin',
      ...more,
    });
  }

  it('fails a night without results, and says so in the summary', async () => {
    assert.equal(await gateOfNight({ folder, jobs: 'failure,skipped' }), 3);
    const summary = readFileSync(summaryFile(), 'utf8');
    assert.match(summary, /^# No run of this night left a result\./);
    assert.match(summary, /A job of this night did not succeed: failure/);
  });

  it('keeps a leak of a run that could not be redacted', async () => {
    await leave('mint', { exitCode: 1, noBundle: 'a value is left' });
    await leave('chrome', { exitCode: 3 });
    assert.equal(await gateOfNight({ folder }), 1);
    const summary = readFileSync(summaryFile(), 'utf8');
    assert.match(summary, /^# The run mint reached no verdict that can be published \(exit code 1\)\./);
    assert.match(summary, /## mint: exit code 1\n\na value is left/);
  });

  it('refuses a result that was changed', async () => {
    await leave('mint', {});
    writeFileSync(
      join(folder, 'results/mint/result.json'),
      '{"schema":"leakgate/night-result@1","exitCode":7}',
    );
    await assert.rejects(gateOfNight({ folder }), /result\.json/);
  });
});
