import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { progressFile } from '../progress.ts';
import { reportUncaught } from './worker.ts';

describe('a worker with an error that no code caught', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'leakgate-uncaught-'));
  });
  afterEach(() => {
    process.removeAllListeners('uncaughtExceptionMonitor');
    rmSync(dir, { recursive: true });
  });

  it('says so, as its cases stay undecided', () => {
    reportUncaught(dir, 'a batch');
    (process as NodeJS.EventEmitter).emit(
      'uncaughtExceptionMonitor',
      new Error('read ECONNRESET'),
      'uncaughtException',
    );
    const { kind, batch, why } = JSON.parse(readFileSync(progressFile(dir), 'utf8')) as Record<
      string,
      string
    >;
    assert.deepEqual(
      { kind, batch, why },
      { kind: 'batch-failed', batch: 'a batch', why: 'the worker had an uncaught error: read ECONNRESET' },
    );
  });
});
