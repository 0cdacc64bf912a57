import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerEnd } from './worker-end.ts';

const SINCE = new Date('2026-11-30T11:10:00Z');
const entry = (at: string, text: string): string => `2026-11-30T11:${at}.000Z ${text}\n`;

describe('workerEnd', () => {
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
    ['that there is no error', 0, entry('11:00', 'ERROR webdriver: a command'), /exit code 0 .*has no error/],
    ['a signal', 137, '', /^the worker was ended by SIGKILL before this case;/],
  ];
  for (const [what, exitCode, log, expected] of rows)
    it(`names ${what}`, async () => {
      await writeFile(join(dir, 'logs/wdio.log'), log);
      assert.match(await workerEnd(dir, exitCode, SINCE), expected);
    });
});
