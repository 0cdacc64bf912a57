import assert from 'node:assert/strict';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRun, writeRun } from '../evidence/folders.ts';
import { sealRun } from '../evidence/seal.ts';
import { type CaseRecord, caseId } from '../model/case.ts';
import { comparisonSchema } from '../model/compare.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import type { HandsetFacts } from '../model/handset.ts';
import type { Release } from '../model/release.ts';
import type { Run } from '../model/run.ts';
import { withDigests } from '../runner/record/run-evidence.ts';
import { writeRunFolder, type WrittenRun } from '../runner/testing/run-folder.ts';
import { compare } from './compare.ts';
import { captured } from './testing/captured.ts';

const RULES = 'ab'.repeat(32);
const NEWER = { versionName: '3.5.0', versionCode: 30500, sha256: 'fe'.repeat(32) };

/** A run of another release, or on another handset. */
function writeRunOf(
  release: Partial<Release> = {},
  handset: Partial<HandsetFacts> = {},
  rules = RULES,
): Promise<WrittenRun> {
  return writeRunFolder(rules, undefined, (evidence: CaseEvidence): CaseEvidence => {
    const facts = {
      ...evidence.facts,
      release: { ...evidence.facts.release, ...release },
      handset: { ...evidence.facts.handset, ...handset },
    };

    const { versionName, versionCode } = facts.release;
    const steps = evidence.timeline.steps.map((step) =>
      step.kind === 'version' ? { ...step, versionName, versionCode } : step,
    );
    const id = caseId(facts);
    // What the twin planted stands under the id of its case.
    const ledger = evidence.ledger.map((entry) =>
      entry.case === evidence.facts.id ? { ...entry, case: id } : entry,
    );

    return { ...evidence, facts: { ...facts, id }, timeline: { ...evidence.timeline, steps }, ledger };
  });
}

/** Changes what a run says of itself, and puts its digests right. */
async function change(
  { dir, caseDirs }: WrittenRun,
  by: { record?: (record: CaseRecord) => void; run?: (run: Run) => void },
): Promise<void> {
  for (const each of caseDirs) {
    const file = join(each, 'case.json');
    const record = JSON.parse(await readFile(file, 'utf8')) as CaseRecord;
    by.record?.(record);
    await writeFile(file, JSON.stringify(record));
  }
  const run = await readRun(dir);
  by.run?.(run);
  await writeRun(dir, await withDigests(dir, run));
  await sealRun(dir);
}

describe('leakgate compare', () => {
  let older: WrittenRun;
  let newer: WrittenRun;

  beforeEach(async () => {
    older = await writeRunOf();
    newer = await writeRunOf(NEWER);
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
    const identifier = {
      exchange: 3,
      host: 'sa.api.intl.miui.com',
      kind: 'field' as const,
      name: 'distinct_id',
      means: 'install' as const,
      place: 'request.body > form:data_list',
      form: 'plain',
      value: '0f',
      token: '0123456789abcdef',
    };
    await change(newer, {
      record: (record) => {
        record.identifiers = [identifier, { ...identifier, name: 'session_id', means: 'session' }];
      },
    });
    const { stdout } = await captured(() => compare([older.dir, newer.dir], { release: [] }));

    assert.match(stdout, /newly linkable: now sent with distinct_id\n/);
  });

  const mistakes: [what: string, runs: () => string[], release: string[], said: RegExp][] = [
    ['one release', () => [older.dir], ['mint@3.4.3'], /needs two releases, and one was named/],
    [
      'a release that no run has',
      () => [older.dir, newer.dir],
      ['mint@9', 'mint@3.4.3'],
      /no run has the release 'mint@9'/,
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
    const real = await writeRunOf(NEWER, { simulated: false, speed: 1 });
    try {
      await assert.rejects(compare([older.dir, real.dir], { release: [] }), /simulated and real/);
    } finally {
      await rm(real.dir, { recursive: true });
    }
  });

  it('takes no case that was never run for one of a real phone, and never for a fix', async () => {
    await rm(newer.caseDirs[1]!, { recursive: true });
    await change(
      { ...newer, caseDirs: newer.caseDirs.slice(0, 1) },
      {
        run: (run) =>
          Object.assign(run.cases[1]!, {
            state: 'planned',
            verdict: 'inconclusive',
            handset: null,
            files: {},
          }),
      },
    );
    const { result, stdout } = await captured(() => compare([older.dir, newer.dir], { release: [] }));
    assert.match(stdout, /became-undecided\s+visit-link, private: was leaks.*\(not-run\)/);
    assert.equal(result, 2);
  });

  it('compares nothing that goes on, was killed, or was tampered with', async () => {
    const compared = () => compare([older.dir, newer.dir], { release: [] });
    await appendFile(join(newer.caseDirs[0]!, 'traffic.har'), ' ');
    await assert.rejects(compared(), /traffic\.har was changed/);
    await change(newer, { run: (run) => Object.assign(run, { finishedAt: null, gate: null }) });
    await assert.rejects(compared(), /has not ended/);
  });

  it('judges again what was judged by different rules, as these alone may make the difference', async () => {
    const before = await writeRunOf({}, {}, 'cd'.repeat(32));
    try {
      await change(before, { record: (record) => (record.verdict = 'clean') });
      const { result, stdout } = await captured(() => compare([before.dir, newer.dir], { release: [] }));
      assert.match(stdout, /judged again by the current rules/);
      assert.match(stdout, /still-leaking\s+visit-link/);
      assert.equal(result, 0, stdout);
    } finally {
      await rm(before.dir, { recursive: true });
    }
  });

  it('says what it compares with nothing, and is undecided then', async () => {
    const pro = await writeRunOf({ family: 'mi-browser-pro', sha256: '12'.repeat(32) });
    try {
      const compared = await captured(() =>
        compare([older.dir, newer.dir, pro.dir], { release: ['mint@*', 'mi-browser-pro@*'] }),
      );
      assert.match(compared.stdout, /not compared: mi-browser-pro@3\.4\.3/);
      assert.equal(compared.result, 2);
      const series = await captured(() => compare([older.dir, newer.dir, pro.dir], { release: [] }));
      assert.match(series.stdout, /not compared: mi-browser-pro/);
      assert.equal(series.result, 0);
    } finally {
      await rm(pro.dir, { recursive: true });
    }
  });

  it('says which releases it means: one in two runs, two files of one version, the older one second', async () => {
    const repacked = await writeRunOf({ sha256: 'fe'.repeat(32) });
    const said = async (...dirs: string[]) => (await captured(() => compare(dirs, { release: [] }))).stdout;
    try {
      assert.match(await said(older.dir, older.dir), /mint@3\.4\.3, the same release/);
      assert.match(await said(older.dir, repacked.dir), /mint@3\.4\.3~0123abcd -> mint@3\.4\.3~fefefefe/);
      assert.match(
        await said(newer.dir, older.dir),
        /3\.5\.0 -> mint@3\.4\.3.*\n.*the second release is older/,
      );
      assert.doesNotMatch(await said(older.dir, newer.dir), /the second release is older/);
    } finally {
      await rm(repacked.dir, { recursive: true });
    }
  });

  it('says that the handsets differ', async () => {
    const elsewhere = await writeRunOf(NEWER, { model: 'another model' });
    try {
      const { stdout } = await captured(() => compare([older.dir, elsewhere.dir], { release: [] }));
      assert.match(stdout, /on another handset: .* -> another model/);
    } finally {
      await rm(elsewhere.dir, { recursive: true });
    }
  });

  it('takes no clean of a run for the undoing of what another run of the release found', async () => {
    const again = await writeRunOf(NEWER);
    try {
      await change(again, {
        record: (record) => Object.assign(record, { verdict: 'clean', reasons: [] }),
      });
      const { stdout } = await captured(() =>
        compare([older.dir, newer.dir, again.dir], { release: ['mint@3.4.3', 'mint@3.5.0'] }),
      );
      assert.match(stdout, /still-leaking\s+visit-link/);
      const same = await captured(() => compare([newer.dir, again.dir], { release: [] }));
      assert.match(same.stdout, /became-undecided\s+visit-link.*: no fix/);
      assert.equal(same.result, 2);
    } finally {
      await rm(again.dir, { recursive: true });
    }
  });
});
