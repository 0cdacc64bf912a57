import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readRunDigest } from '../../evidence/run-digest.ts';
import { writeRunFolder, type WrittenRun } from '../../runner/testing/run-folder.ts';
import { readSummary } from './read.ts';

describe('readSummary', () => {
  let folder: WrittenRun;
  beforeEach(async () => void (folder = await writeRunFolder('ab'.repeat(32))));
  afterEach(() => rm(folder.dir, { recursive: true }));

  it("reads what was browsed and found, and the run's digest", async () => {
    const { cases, digest } = await readSummary(folder.dir, folder.run);
    assert.equal(digest, await readRunDigest(folder.dir));
    assert.deepEqual(
      cases.map(({ verdict, record }) => [verdict, record?.verdict]),
      [
        ['leaks', 'leaks'],
        ['clean', 'clean'],
      ],
    );
    assert.ok((cases[0]?.leaks.length ?? 0) > 0);
    assert.ok(cases[0]?.leaks.every(({ isProven }) => isProven));
    assert.match(cases[0]?.leaks[0]?.value ?? '', /^https:\/\/[\w-]+\.example\//);
  });

  it('passes on since when a case leaks', async () => {
    const { cases } = await readSummary(folder.dir, folder.run, {
      sinceOf: () => ({ text: 'new since 3.4.2' }),
    });
    assert.deepEqual(
      cases.map(({ since }) => since?.text),
      ['new since 3.4.2', undefined],
    );
  });

  it('has no record of a case that was never decided', async () => {
    const [first] = folder.run.cases;
    assert.ok(first);
    Object.assign(first, { state: 'planned', verdict: null });
    await rm(join(folder.dir, first.evidence), { recursive: true });
    const { cases } = await readSummary(folder.dir, folder.run);
    assert.deepEqual(
      cases.find(({ row }) => row === first),
      { ...cases.find(({ row }) => row === first), record: undefined, verdict: 'inconclusive', leaks: [] },
    );
  });

  for (const file of ['case.json', 'canaries.json'])
    it(`names ${file} if it is missing`, async () => {
      const [caseDir = ''] = folder.caseDirs;
      await rm(join(caseDir, file));
      await assert.rejects(readSummary(folder.dir, folder.run), (error: Error) =>
        error.message.includes(join(caseDir, file)),
      );
    });
});
