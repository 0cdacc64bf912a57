import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { progressFile, reportProgress } from '../progress.ts';
import { followProgress } from './progress-tail.ts';

describe('followProgress', () => {
  let dir: string;
  let kinds: string[];
  let complaints: string[];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-progress-'));
    kinds = [];
    complaints = [];
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));
  const follow = () =>
    followProgress(
      dir,
      ({ kind }) => kinds.push(kind),
      (text) => complaints.push(text),
    );

  for (const [name, line, problem] of [
    ['is not JSON', '{"at":"x","kind":"sa\u001b[2J', /cannot be read: .*: \{"at":"x","kind":"sa·\[2J/],
    [
      'has an unknown kind',
      '{"at":"x","kind":"sang"}',
      /cannot be read: kind: .*: \{"at":"x","kind":"sang"\}/,
    ],
    ['lacks a field', '{"at":"x","kind":"said"}', /cannot be read: text: .*: \{"at":"x","kind":"said"\}/],
  ] as const)
    it(`reports a line that ${name}, and reads the lines after it`, async () => {
      const tail = follow();
      await appendFile(progressFile(dir), `${line}\n`);
      while (complaints.length === 0) await sleep(20);
      reportProgress(dir, { kind: 'said', text: 'after' });
      await tail.stop();
      assert.deepEqual(kinds, ['said']);
      assert.equal(complaints.length, 1);
      assert.match(complaints[0] ?? '', problem);
    });

  it('reports the beginning of a line that a killed worker left', async () => {
    const tail = follow();
    reportProgress(dir, { kind: 'said', text: 'before' });
    await appendFile(progressFile(dir), '{"at":"x","kind":"case-dec');
    await tail.stop();
    assert.deepEqual(kinds, ['said']);
    assert.match(complaints.join(), /a line of progress\.ndjson cannot be read: .*case-dec/);
  });

  it('reports an error of the file once, and stops', async () => {
    await mkdir(progressFile(dir));
    const tail = follow();
    await sleep(500);
    await tail.stop();
    assert.equal(complaints.length, 1, complaints.join());
    assert.match(complaints[0] ?? '', /progress\.ndjson cannot be read: EISDIR/);
  });
});
