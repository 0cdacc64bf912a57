import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEnd } from './worker-end.ts';

const entry = (at: string, text: string): string => `2026-11-30T11:${at}.000Z ${text}\n`;

describe('the end of a worker', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-worker-end-'));
    await mkdir(join(dir, 'logs'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const rows: [what: string, exitCode: number, log: string, expected: RegExp][] = [
    [
      'the last error since the worker was started',
      1,
      entry('05:00', 'ERROR @wdio/runner: earlier') +
        entry('11:00', 'ERROR @wdio/runner: first') +
        entry('12:00', 'ERROR @wdio/local-runner: Failed launching test session: TypeError: x\n    at y') +
        entry('13:00', 'ERROR webdriver: a command'),
      /^the worker ended with exit code 1 before this case; .*: @wdio\/local-runner: Failed launching test session: TypeError: x$/,
    ],
    [
      'the error of a test of this worker',
      1,
      entry('11:00', 'ERROR webdriver: a command') +
        '[1-0] Error in "mint@3.4.0.visit-typed, private"\nread ECONNRESET\n    at x\n' +
        '[2-0] Error in "mint@3.4.0.visit-typed, private"\nanother worker\n' +
        '[1-0] Undecided in "mint@3.4.0.visit-link, private"\nUndecided: it is inconclusive\n',
      /wdio\.log: read ECONNRESET$/,
    ],
    [
      'that there is no error',
      0,
      entry('11:00', 'ERROR webdriver: a command'),
      /exit code 0 .*names no error/,
    ],
    ['a signal', 137, '', /^the worker was ended by SIGKILL before this case;/],
  ];
  for (const [what, exitCode, log, expected] of rows)
    it(`names ${what}`, async () => {
      await writeFile(join(dir, 'logs/wdio.log'), log);
      const end = { worker: '1-0', exitCode, startedAt: new Date('2026-11-30T11:10:00Z') };
      assert.match(await describeEnd(dir, end, 'before'), expected);
    });
});
