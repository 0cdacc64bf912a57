import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { comparisonSchema } from '../model/compare.ts';
import { compare } from './compare.ts';
import { captured } from './testing/captured.ts';
import { writeRunFolder } from '../runner/testing/run-folder.ts';

type Json = Record<string, unknown>;

/** Rewrites what a run says of its release, in run.json and in every case.json. */
async function rename(
  folder: Awaited<ReturnType<typeof writeRunFolder>>,
  change: Json,
  simulated = true,
): Promise<void> {
  const runFile = join(folder.dir, 'run.json');
  const run = JSON.parse(await readFile(runFile, 'utf8'));
  for (const each of run.cases) Object.assign(each.release, change);
  for (const each of run.handsets) each.simulated = simulated;
  await writeFile(runFile, JSON.stringify(run));
  for (const dir of folder.caseDirs) {
    const record = JSON.parse(await readFile(join(dir, 'case.json'), 'utf8'));
    Object.assign(record.facts.release, change);
    record.facts.handset.simulated = simulated;
    await writeFile(join(dir, 'case.json'), JSON.stringify(record));
  }
}

describe('leakgate compare', () => {
  let older: Awaited<ReturnType<typeof writeRunFolder>>;
  let newer: Awaited<ReturnType<typeof writeRunFolder>>;

  beforeEach(async () => {
    older = await writeRunFolder('ab'.repeat(32));
    newer = await writeRunFolder('ab'.repeat(32));
    await rename(newer, { versionName: '3.5.0', versionCode: 30500, sha256: 'fe'.repeat(32) });
  });
  afterEach(async () => {
    for (const { dir } of [older, newer]) await rm(dir, { recursive: true });
  });

  it('holds two runs against each other', async () => {
    const { stdout, result } = await captured(() =>
      compare([older.dir, newer.dir], { release: [], json: true }),
    );
    const comparison = comparisonSchema.parse(JSON.parse(stdout));

    assert.equal(result, 0);
    assert.equal(comparison.simulated, true);
    assert.deepEqual(
      comparison.pairs.map(({ before, after }) => [before.name, after.name]),
      [['mint@3.4.3', 'mint@3.5.0']],
    );
    assert.deepEqual(
      comparison.pairs[0]?.changes.map(({ scenario, change }) => [scenario, change]),
      [
        ['visit-typed', 'still-clean'],
        ['visit-link', 'still-leaking'],
      ],
    );
  });

  it('says the same to a person, and that the releases are simulated', async () => {
    const { stdout } = await captured(() => compare([older.dir, newer.dir], { release: [] }));

    assert.match(stdout, /simulated releases/);
    assert.match(stdout, /mint@3.4.3 -> mint@3.5.0/);
    assert.match(stdout, /still-leaking\s+visit-link, private: leaks as before/);
  });

  it('compares the releases that are named, wherever they are', async () => {
    const { result } = await captured(() =>
      compare([newer.dir, older.dir], { release: ['mint@3.4.3', 'mint@3.5.0'] }),
    );

    assert.equal(result, 0);
  });

  it('tells of identifiers that go with history in the later release only', async () => {
    for (const dir of newer.caseDirs) {
      const file = join(dir, 'case.json');
      const record = JSON.parse(await readFile(file, 'utf8'));
      const identifier = {
        exchange: 3,
        host: 'sa.api.intl.miui.com',
        kind: 'field',
        name: 'distinct_id',
        means: 'install',
        place: 'request.body > form:data_list',
        form: 'plain',
        value: '0f',
        token: '0123456789abcdef',
      };
      record.identifiers = [identifier, { ...identifier, name: 'session_id', means: 'session' }];
      await writeFile(file, JSON.stringify(record));
    }
    const { stdout } = await captured(() => compare([older.dir, newer.dir], { release: [] }));

    assert.match(stdout, /newly linkable: now goes with distinct_id\n/);
  });

  const mistakes: [what: string, runs: () => string[], release: string[], said: RegExp][] = [
    ['one release', () => [older.dir], ['mint@3.4.3'], /one release was named/],
    [
      'a release that no run has',
      () => [older.dir, newer.dir],
      ['mint@9', 'mint@3.4.3'],
      /no run here has 'mint@9'/,
    ],
    ['a run with one release', () => [older.dir], [], /needs two releases of one family/],
    ['a folder that is no run', () => ['/nowhere', older.dir], [], /\/nowhere/],
  ];
  for (const [what, runs, release, said] of mistakes) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(compare(runs(), { release }), said);
    });
  }

  it('refuses simulated beside real', async () => {
    await rename(newer, {}, false);

    await assert.rejects(compare([older.dir, newer.dir], { release: [] }), /simulated and real/);
  });
});
