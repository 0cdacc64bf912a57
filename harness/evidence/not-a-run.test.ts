import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readRun } from './folders.ts';

describe('a folder without run.json', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-no-run-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const cases: [what: string, files: string[], named: string, message: RegExp, fix: RegExp][] = [
    ['that does not exist', [], 'none', /none does not exist$/, /^verify, report, compare and audit want/],
    ['that is empty', [], '', /is an empty folder/, /scan wants recordings$/],
    [
      'that is a file',
      ['text'],
      'text',
      /is a file, not the folder of a run$/,
      /the folder that a run wrote/,
    ],
    ['that is a HAR', ['a.har'], 'a.har', /is a file/, /npx leakgate scan .*a\.har --canaries/],
    [
      'that is a case',
      ['cases/x/case.json'],
      'cases/x',
      /is the folder of a case/,
      /of its run: .*-run-\w+$/,
    ],
    ['that has runs', ['a/run.json', 'b/run.json'], '', /it has 2 runs in it$/, /one of them: .*\/a, .*\/b$/],
    [
      'that is a part of a run',
      ['run.json', 'cases/x'],
      'cases',
      /is a part of a run/,
      /the run: .*-run-\w+$/,
    ],
    ['that has recordings', ['a.har.gz'], '', /has recordings and no run\.json/, /npx leakgate scan /],
    ['that has a plan', ['plan.json'], '', /ended before it recorded anything/, /^start another run/],
    [
      'that lost run.json',
      ['plan.json', 'SHA256SUMS'],
      '',
      /its run\.json is missing$/,
      /^get the whole folder again/,
    ],
    ['that is something else', ['a', 'b'], '', /it has 2 entries and no run\.json$/, /such as reports\//],
  ];
  for (const [what, files, named, message, fix] of cases)
    it(`${what} is described, with the command that wants it`, async () => {
      for (const file of files) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), '');
      }
      await assert.rejects(readRun(join(folder, named)), { name: 'Fault', message, fix });
    });
});
