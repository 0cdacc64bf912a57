import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
import { captureStdout } from './testing/capture-stdout.ts';

const RULES = 'ab'.repeat(32);
const NEWER = { versionName: '3.5.0', versionCode: 30500, sha256: 'fe'.repeat(32) };

/** A run of another release, or on another handset. */
function writeRunOf(
  release: Partial<Release> | ((scenario: string) => Partial<Release>) = {},
  handset: Partial<HandsetFacts> = {},
  rules = RULES,
): Promise<WrittenRun> {
  return writeRunFolder(rules, undefined, (evidence: CaseEvidence): CaseEvidence => {
    const facts = {
      ...evidence.facts,
      release: {
        ...evidence.facts.release,
        ...(typeof release === 'function' ? release(evidence.facts.scenario) : release),
      },
      handset: { ...evidence.facts.handset, ...handset },
    };

    const { versionName, versionCode } = facts.release;
    const steps = evidence.timeline.steps.map((step) =>
      step.kind === 'version' ? { ...step, versionName, versionCode } : step,
    );
    const id = caseId(facts);
    // The ledger has the twin's canaries under the id of their case.
    const ledger = evidence.ledger.map((entry) =>
      entry.case === evidence.facts.id ? { ...entry, case: id } : entry,
    );

    return { ...evidence, facts: { ...facts, id }, timeline: { ...evidence.timeline, steps }, ledger };
  });
}

/** Changes the record of a run and updates its digests. */
async function change(
  { dir, caseDirs }: WrittenRun,
  changes: { record?: (record: CaseRecord) => void; run?: (run: Run) => void },
): Promise<void> {
  for (const each of caseDirs) {
    const file = join(each, 'case.json');
    const record = JSON.parse(await readFile(file, 'utf8')) as CaseRecord;
    changes.record?.(record);
    await writeFile(file, JSON.stringify(record));
  }
  const run = await readRun(dir);
  changes.run?.(run);
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

  it('compares two runs, as JSON', async () => {
    const { stdout, result } = await captureStdout(() =>
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

  it('compares two runs, as text that calls the releases simulated', async () => {
    const { stdout } = await captureStdout(() => compare([older.dir, newer.dir], { release: [] }));

    assert.match(stdout, /simulated releases/);
    assert.match(stdout, /mint@3.4.3 -> mint@3.5.0/);
    assert.match(stdout, /still-leaking\s+visit-link, private: leaks as before/);
  });

  it('compares named releases from any of the runs', async () => {
    const { result } = await captureStdout(() =>
      compare([newer.dir, older.dir], { release: ['mint@3.4.3', 'mint@3.5.0'] }),
    );

    assert.equal(result, 0);
  });

  it('reports identifiers that only the later release sends with history', async () => {
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
    const { stdout } = await captureStdout(() => compare([older.dir, newer.dir], { release: [] }));

    assert.match(stdout, /newly linkable: findings are now sent with distinct_id\n/);
  });

  const mistakes: [what: string, runs: () => string[], release: string[], message: RegExp][] = [
    ['one release', () => [older.dir], ['mint@3.4.3'], /needs two releases, but --release names only one/],
    [
      'a release that no run has',
      () => [older.dir, newer.dir],
      ['mint@9', 'mint@3.4.3'],
      /no run has the release 'mint@9'/,
    ],
    ['a run with one release', () => [older.dir], [], /needs two releases of the same family/],
    ['a folder that is not a run', () => ['/nowhere', older.dir], [], /\/nowhere/],
  ];
  for (const [what, runs, release, message] of mistakes) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(compare(runs(), { release }), message);
    });
  }

  it('refuses to compare simulated with real releases', async () => {
    const real = await writeRunOf(NEWER, { simulated: false, speed: 1 });
    try {
      await assert.rejects(compare([older.dir, real.dir], { release: [] }), /simulated and real/);
    } finally {
      await rm(real.dir, { recursive: true });
    }
  });

  it('counts a case that never ran as undecided, not as fixed', async () => {
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
    const { result, stdout } = await captureStdout(() => compare([older.dir, newer.dir], { release: [] }));
    assert.match(stdout, /became-undecided\s+visit-link, private: the verdict was leaks.*\(not-run\)/);
    assert.equal(result, 2);
  });

  it('refuses runs that were changed or have not ended', async () => {
    const compared = () => compare([older.dir, newer.dir], { release: [] });
    await appendFile(join(newer.caseDirs[0]!, 'traffic.har'), ' ');
    await assert.rejects(compared(), /traffic\.har was changed/);
    await change(newer, { run: (run) => Object.assign(run, { finishedAt: null, gate: null }) });
    await assert.rejects(compared(), /has not ended/);
  });

  it('judges cases again if the runs were judged by different rules', async () => {
    const before = await writeRunOf({}, {}, 'cd'.repeat(32));
    try {
      await change(before, { record: (record) => (record.verdict = 'clean') });
      const { result, stdout } = await captureStdout(() => compare([before.dir, newer.dir], { release: [] }));
      assert.match(stdout, /judged again by the current rules/);
      assert.match(stdout, /still-leaking\s+visit-link/);
      assert.equal(result, 0, stdout);
    } finally {
      await rm(before.dir, { recursive: true });
    }
  });

  it('names releases without a counterpart, and ends with 2 if they were requested', async () => {
    const pro = await writeRunOf({ family: 'mi-browser-pro', sha256: '12'.repeat(32) });
    try {
      const compared = await captureStdout(() =>
        compare([older.dir, newer.dir, pro.dir], { release: ['mint@*', 'mi-browser-pro@*'] }),
      );
      assert.match(compared.stdout, /not compared: mi-browser-pro@3\.4\.3/);
      assert.equal(compared.result, 2);
      const series = await captureStdout(() => compare([older.dir, newer.dir, pro.dir], { release: [] }));
      assert.match(series.stdout, /not compared: mi-browser-pro/);
      assert.equal(series.result, 0);
    } finally {
      await rm(pro.dir, { recursive: true });
    }
  });

  it('compares two named releases of different families as products, which is no gate', async () => {
    const pro = await writeRunOf({ family: 'mi-browser-pro', sha256: '12'.repeat(32) });
    try {
      const compared = (release: string[], json = false) =>
        captureStdout(() => compare([older.dir, pro.dir], { release, json }));
      const { result, stdout } = await compared(['mi-browser-pro@3.4.3', 'mint@3.4.3']);
      assert.equal(result, 0, stdout);
      assert.match(stdout, /mi-browser-pro@3\.4\.3 and mint@3\.4\.3: two products/);
      assert.match(stdout, /a leak here does not fail a gate/);
      assert.match(
        stdout,
        /visit-link, private: mi-browser-pro@3\.4\.3 leaks to sa\.api\.intl\.miui\.com; mint@3\.4\.3 leaks to/,
      );
      const { products, pairs } = comparisonSchema.parse(
        JSON.parse((await compared(['mint@*', 'mi-browser-pro@*'], true)).stdout),
      );
      assert.deepEqual(
        [products?.one.name, products?.other.family, pairs],
        ['mint@3.4.3', 'mi-browser-pro', []],
      );
      await change(pro, { record: (record) => Object.assign(record, { verdict: 'inconclusive' }) });
      assert.equal((await compared(['mint@3.4.3', 'mi-browser-pro@3.4.3'])).result, 2);
      await assert.rejects(compared([]), /no family in common/);
    } finally {
      await rm(pro.dir, { recursive: true });
    }
  });

  it('writes a page, but not into the folder of a run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leakgate-page-'));
    try {
      const page = join(folder, 'new/versions.html');
      const csv = join(folder, 'new/versions.csv');
      await captureStdout(() => compare([older.dir, newer.dir], { release: [], page, csv }));
      assert.match(
        await readFile(csv, 'utf8'),
        /mint,mint@3\.5\.0,.*visit-link,private,as shipped \(off\),leaks/,
      );
      assert.match(await readFile(page, 'utf8'), /mint@3\.4\.3.*mint@3\.5\.0/s);
      const inside = join(newer.dir, 'report/versions.html');
      await assert.rejects(
        compare([older.dir, newer.dir], { release: [], page: inside }),
        /is in the folder of the run/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('shows the releases of two runs as a series, if one has several and a table is wanted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leakgate-series-'));
    const latest = { versionName: '3.6.0', versionCode: 30600, sha256: 'dc'.repeat(32) };
    const several = await writeRunOf((scenario) => (scenario === 'visit-link' ? latest : {}));
    try {
      const csv = join(folder, 'versions.csv');
      await captureStdout(() => compare([several.dir, newer.dir], { release: [], csv }));
      const rows = (await readFile(csv, 'utf8')).trim().split('\r\n').slice(1);
      assert.deepEqual(
        rows.map((row) => row.split(',')[1]),
        ['mint@3.4.3', 'mint@3.5.0', 'mint@3.5.0', 'mint@3.6.0'],
      );
      assert.match(rows[3] ?? '', /,address,[\w.]+,[^,]*,mint@3\.5\.0,leaks,still-leaking/);
    } finally {
      await rm(folder, { recursive: true });
      await rm(several.dir, { recursive: true });
    }
  });

  it('tells apart the same release, two files of one version, and the older release second', async () => {
    const repacked = await writeRunOf({ sha256: 'fe'.repeat(32) });
    const compareText = async (...dirs: string[]) =>
      (await captureStdout(() => compare(dirs, { release: [] }))).stdout;
    try {
      assert.match(await compareText(older.dir, older.dir), /mint@3\.4\.3, the same release/);
      assert.match(
        await compareText(older.dir, repacked.dir),
        /mint@3\.4\.3~0123abcd -> mint@3\.4\.3~fefefefe/,
      );
      assert.match(
        await compareText(newer.dir, older.dir),
        /3\.5\.0 -> mint@3\.4\.3.*\n.*the second release is older/,
      );
      assert.doesNotMatch(await compareText(older.dir, newer.dir), /the second release is older/);
    } finally {
      await rm(repacked.dir, { recursive: true });
    }
  });

  it('reports that the handsets differ', async () => {
    const elsewhere = await writeRunOf(NEWER, { model: 'another model' });
    try {
      const { stdout } = await captureStdout(() => compare([older.dir, elsewhere.dir], { release: [] }));
      assert.match(stdout, /on another handset: .* -> another model/);
    } finally {
      await rm(elsewhere.dir, { recursive: true });
    }
  });

  it('keeps a leak that another run of the same release did not find', async () => {
    const again = await writeRunOf(NEWER);
    try {
      await change(again, {
        record: (record) => Object.assign(record, { verdict: 'clean', reasons: [] }),
      });
      const { stdout } = await captureStdout(() =>
        compare([older.dir, newer.dir, again.dir], { release: ['mint@3.4.3', 'mint@3.5.0'] }),
      );
      assert.match(stdout, /still-leaking\s+visit-link/);
      const same = await captureStdout(() => compare([newer.dir, again.dir], { release: [] }));
      assert.match(same.stdout, /became-undecided\s+visit-link.*does not count as a fix/);
      assert.equal(same.result, 2);
    } finally {
      await rm(again.dir, { recursive: true });
    }
  });
});
