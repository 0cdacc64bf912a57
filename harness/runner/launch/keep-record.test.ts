import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { reportProgress } from '../progress.ts';
import { type WrittenRun, writeCurrentRun } from '../testing/run-folder.ts';
import { keepRecord } from './keep-record.ts';
import { createNarrator } from './narrator.ts';
import { createTimeLeft } from './time-left.ts';

describe('keepRecord', function () {
  this.timeout(10_000);
  let written: WrittenRun;

  beforeEach(async () => {
    written = await writeCurrentRun();
  });
  afterEach(() => rm(written.dir, { recursive: true, force: true }));

  it('continues if run.json cannot be written for a while, and prints the error', async () => {
    const { dir, run } = written;
    const out = new PassThrough();
    const printed: string[] = [];
    out.on('data', (data: Buffer) => printed.push(String(data)));
    await rm(join(dir, 'run.json'));
    await mkdir(join(dir, 'run.json'));
    const narrator = createNarrator({ out, simulated: true });
    const clock = { simulated: true, speed: 40 };
    const timeLeft = createTimeLeft([], 1, { sdks: [], clock, identities: 1, twin: true, blocks: 6 });
    const record = keepRecord(dir, run, { narrator, timeLeft });
    reportProgress(dir, { kind: 'said', text: 'before' });
    while (!printed.join('').includes('run.json could not be written')) await sleep(50);
    reportProgress(dir, { kind: 'batch-failed', batch: 'b', why: 'it could not' });
    await record.stop();
    assert.match(printed.join(''), /before/);
    assert.equal(record.reported().failed.get('b'), 'it could not');
  });
});
