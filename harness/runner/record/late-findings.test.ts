import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryOf, writeCurrentRun, type WrittenRun } from '../testing/run-folder.ts';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readCase, readRun, writeRun } from '../../evidence/folders.ts';
import { type HandsetLedger, openHandsetLedger } from '../../evidence/handset-ledger.ts';
import { writeHar } from '../../evidence/har-writer.ts';
import { judgeAgain } from '../../evidence/rejudge.ts';
import { findTampering } from '../../evidence/tampering.ts';
import type { OtherCaseFinding } from '../../model/ledger.ts';
import { at, BROWSER, cleanEvidence, upload, VISIT } from '../../verdict/testing/evidence.ts';
import { readTables, type Tables } from '../tables.ts';
import { progressFile } from '../progress.ts';
import { withCaseFolders } from './recover.ts';
import { withRow } from './run-record.ts';
import { rewritingFolder } from '../state.ts';
import { finishRewriting, rewriteCase } from './rewriting.ts';
import { createJudge } from './judge.ts';
import { chargeLateFindings } from './late-findings.ts';

const SERIAL = '127.0.0.1:5555';
const LATE = [entryOf(upload(VISIT, { at: at(900) }))];

describe('chargeLateFindings', function () {
  this.timeout(60_000);
  let state: string;
  let later: string;
  let earlierRun: WrittenRun;
  let tables: Tables;
  let ledger: HandsetLedger;
  let id: string;
  const stateBefore = process.env['LEAKGATE_STATE'];

  before(async () => (tables = await readTables(DEFAULT_BUDGET)));
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'leakgate-late-'));
    process.env['LEAKGATE_STATE'] = state;
    later = join(state, 'later');
    await mkdir(later);
    earlierRun = await writeCurrentRun();
    id = earlierRun.run.cases[0]?.id ?? '';
    const folder = join(state, 'ledger');
    const owner = { run: earlierRun.run.id, case: id };
    const earlierLedger = openHandsetLedger(folder, SERIAL, { id: earlierRun.run.id, dir: earlierRun.dir });
    earlierLedger.add(owner, 'case', cleanEvidence().canaries);
    earlierLedger.add(owner, 'twin', [
      { id: 'twin-visit-1', kind: 'url', value: 'https://t1w2i3n4x5yz.example/' },
    ]);
    ledger = openHandsetLedger(folder, SERIAL, { id: 'later', dir: later });
  });
  afterEach(async () => {
    if (stateBefore === undefined) delete process.env['LEAKGATE_STATE'];
    else process.env['LEAKGATE_STATE'] = stateBefore;
    await rm(state, { recursive: true, force: true });
    await rm(earlierRun.dir, { recursive: true, force: true });
  });

  const findingsOf = (canary = 'visit-1'): OtherCaseFinding[] => [
    {
      run: earlierRun.run.id,
      case: id,
      finding: {
        canary,
        exchange: 0,
        host: 'sa.api.intl.miui.com',
        part: 'request.body',
        chain: [],
        match: 'whole',
        confidence: 'certain',
      },
    },
  ];
  const NAME = `${new URL(VISIT).hostname}.a.example.com`;
  const names = [
    { kind: 'sni' as const, name: NAME, index: 7, at: at(900), standInEngine: false, uid: BROWSER },
    {
      kind: 'sni' as const,
      name: new URL(VISIT).hostname,
      through: 'saver.test',
      index: 8,
      at: at(900),
      standInEngine: false,
      uid: BROWSER,
    },
  ];
  const charge = (
    runDir: string,
    run: string,
    lateFindings = findingsOf(),
    rules = earlierRun.run.rules,
    apps = cleanEvidence().facts.apps,
  ) =>
    chargeLateFindings(
      lateFindings,
      { entries: LATE, names },
      {
        apps,
        runDir,
        run,
        ledger,
        judge: createJudge(tables, rules),
        recordedIn: 'mint@3.4.3~0123abcd/search/private',
      },
    );
  const readProgress = (runDir: string): Promise<string> => readFile(progressFile(runDir), 'utf8');
  const earlierVerdict = async () => (await readRun(earlierRun.dir)).cases[0]?.verdict;

  it('writes late traffic into the folder of a case of the same run and judges the case again', async () => {
    await charge(earlierRun.dir, earlierRun.run.id);
    const { record, evidence } = await readCase(earlierRun.caseDirs[0] ?? '');
    assert.equal(record.verdict, 'leaks');
    assert.ok(record.reasons.some(({ code }) => code === 'late-leak'));
    assert.deepEqual(
      evidence.late.map(({ recordedIn }) => recordedIn),
      ['mint@3.4.3~0123abcd/search/private'],
    );
    assert.ok(record.files['late.har']);
    assert.match(await readProgress(earlierRun.dir), /"kind":"case-judged-again".*visit-typed/);
  });

  it('writes an entry into late.har once, even if it is charged twice', async () => {
    await charge(earlierRun.dir, earlierRun.run.id);
    await charge(earlierRun.dir, earlierRun.run.id);
    assert.equal((await readCase(earlierRun.caseDirs[0] ?? '')).evidence.late.length, 1);
  });

  it('rewrites case, row, gate and seal of an earlier run, and prints the result', async () => {
    assert.equal(await earlierVerdict(), 'clean');
    await charge(later, 'later');
    const run = await readRun(earlierRun.dir);
    assert.equal(run.cases[0]?.verdict, 'leaks');
    // The expectations in the earlier run's folder expect this leak.
    assert.equal(earlierRun.run.gate?.changed?.length, 1);
    assert.deepEqual(run.gate?.changed, []);
    assert.deepEqual((await findTampering(earlierRun.dir, run)).complaints, []);
    assert.match(
      await readProgress(later),
      /the verdict was clean and is now leaks.*the digest of that run is now sha256:/,
    );
  });

  const judge = () => createJudge(tables, earlierRun.run.rules);

  it('removes what a case repeats of an experiment that the run does not have', async () => {
    const independent = [{ case: 'an/experiment', detail: 'Nothing was shown' }];
    const { record, run } = await rewriteCase(earlierRun.dir, id, { independent }, judge());
    const codesOf = ({ reasons }: { reasons: readonly { code: string }[] }) =>
      reasons.map(({ code }) => code);
    assert.ok(codesOf(record).includes('independent-of-page'));
    const [row] = run.cases;
    assert.ok(row);
    assert.ok(!codesOf(row).includes('independent-of-page'));
    assert.deepEqual(await readRun(earlierRun.dir), run);
    assert.deepEqual((await findTampering(earlierRun.dir, run)).complaints, []);
  });

  const markAsRewriting = async () => {
    await mkdir(rewritingFolder(), { recursive: true });
    const mark = join(rewritingFolder(), 'x.json');
    await writeFile(mark, JSON.stringify({ folder: earlierRun.dir, run: earlierRun.run.id, case: id }));

    return mark;
  };
  const writeLateHar = (dir: string) => writeHar(join(dir, 'late.har'), LATE);
  const interruptions: [where: string, action: (dir: string) => Promise<unknown>][] = [
    ['before case.json was', writeLateHar],
    [
      'while case.json was being',
      async (dir) => {
        await writeLateHar(dir);
        await writeFile(join(dir, 'case.json.123'), '{');
      },
    ],
    ['before run.json was', (dir) => judgeAgain(dir, { late: LATE }, judge())],
    [
      'before the seal was',
      async () => {
        const seal = await readFile(join(earlierRun.dir, 'SHA256SUMS'));
        await charge(later, 'later');
        await writeFile(join(earlierRun.dir, 'SHA256SUMS'), seal);
        await writeFile(join(earlierRun.dir, 'SHA256SUMS.77'), 'x');
      },
    ],
  ];
  for (const [where, action] of interruptions)
    it(`leaves a rewriting of an earlier run that finishRewriting completes, if the process ended ${where} written`, async () => {
      const heard: string[] = [];
      await action(earlierRun.caseDirs[0] ?? '');
      const mark = await markAsRewriting();
      assert.notDeepEqual(
        (await findTampering(earlierRun.dir, await readRun(earlierRun.dir))).complaints,
        [],
      );
      await finishRewriting(judge(), (text) => heard.push(text));
      const run = await readRun(earlierRun.dir);
      assert.deepEqual((await findTampering(earlierRun.dir, run)).complaints, [], heard.join());
      assert.equal(run.cases[0]?.verdict, 'leaks');
      assert.equal(existsSync(mark), false);
      assert.match(heard.join(), /late traffic of .*: it is leaks; the digest of that run is now sha256:/);
    });

  it('leaves a rewriting that finishRewriting refuses, if other files of the run were changed', async () => {
    await markAsRewriting();
    await appendFile(join(earlierRun.dir, 'plan.json'), ' ');
    const heard: string[] = [];
    await finishRewriting(judge(), (text) => heard.push(text));
    assert.match(
      heard.join(),
      /could not be finished: files of run .* were changed after the run: plan\.json/,
    );
    assert.equal(await earlierVerdict(), 'clean');
  });

  it('leaves a verdict in the folder that withCaseFolders reads, if the worker ended before its report', async () => {
    const [dir = '', otherDir = ''] = earlierRun.caseDirs;
    const written = await readRun(earlierRun.dir);
    await judgeAgain(dir, { late: LATE }, judge());
    const id = written.cases[1]?.id ?? '';
    const run = withRow(written, id, { state: 'running', verdict: null });
    const recovered = await withCaseFolders(earlierRun.dir, run, judge(), assert.fail);
    assert.deepEqual(
      recovered.cases.map(({ state, verdict }) => [state, verdict]),
      [
        ['decided', 'leaks'],
        ['decided', 'leaks'],
      ],
    );
    await rm(otherDir, { recursive: true });
    const without = await withCaseFolders(earlierRun.dir, run, judge(), assert.fail);
    assert.equal(without.cases[1]?.state, 'running');
  });

  it('leaves a late.har that withCaseFolders judges, if the worker ended before it wrote case.json', async () => {
    const [dir = ''] = earlierRun.caseDirs;
    await writeHar(join(dir, 'late.har'), LATE);
    await writeFile(join(dir, 'late.har.123'), '{');
    const run = await withCaseFolders(earlierRun.dir, await readRun(earlierRun.dir), judge(), assert.fail);
    assert.equal(run.cases[0]?.verdict, 'leaks');
    assert.equal((await readCase(dir)).record.verdict, 'leaks');
    assert.equal(existsSync(join(dir, 'late.har.123')), false);
  });

  it('judges a case of another run that has not ended, prints the verdict, and leaves run.json to that run', async () => {
    const running = { ...(await readRun(earlierRun.dir)), finishedAt: null, gate: null };
    await writeRun(earlierRun.dir, running);
    await charge(later, 'later');
    assert.match(
      await readProgress(later),
      /the verdict was clean and is now leaks; that run has not ended, and its run\.json gets this verdict when it ends/,
    );
    assert.match(await readProgress(earlierRun.dir), /"kind":"case-judged-again"/);
    assert.equal((await readCase(earlierRun.caseDirs[0] ?? '')).record.verdict, 'leaks');
    assert.equal(await earlierVerdict(), 'clean');
  });

  it('rewrites no run that was changed, was judged by other rules, or no longer exists', async () => {
    await charge(later, 'later', findingsOf(), 'f'.repeat(64));
    assert.match(await readProgress(later), /judged by rules that differ from the current ones/);
    await appendFile(join(earlierRun.dir, 'plan.json'), ' ');
    await charge(later, 'later');
    assert.match(await readProgress(later), /files of run .* were changed after the run: plan\.json/);
    assert.equal(await earlierVerdict(), 'clean');
    await rm(earlierRun.dir, { recursive: true });
    await charge(later, 'later');
    assert.match(await readProgress(later), /the folder of run .* cannot be found/);
  });

  it("charges a twin's canary to no case", async () => {
    await charge(earlierRun.dir, earlierRun.run.id, findingsOf('twin-visit-1'));
    assert.deepEqual((await readCase(earlierRun.caseDirs[0] ?? '')).evidence.late, []);
  });

  const findingsInName = (index: number): OtherCaseFinding[] =>
    findingsOf().map((each) => ({ ...each, finding: { ...each.finding, exchange: index } }));

  it('charges a finding in a host name as a CONNECT to that host', async () => {
    await charge(earlierRun.dir, earlierRun.run.id, findingsInName(7));
    const { record, evidence } = await readCase(earlierRun.caseDirs[0] ?? '');
    assert.deepEqual(
      evidence.late.map(({ method, host, uid }) => [method, host, uid]),
      [['CONNECT', NAME, BROWSER]],
    );
    assert.equal(record.verdict, 'leaks');
    assert.ok(
      record.reasons.some(({ code, text }) => code === 'late-leak' && text.includes(NAME)),
      JSON.stringify(record.reasons),
    );
  });

  it('charges a host name that was requested through another server, with that server as recipient', async () => {
    await charge(earlierRun.dir, earlierRun.run.id, findingsInName(8));
    const { record } = await readCase(earlierRun.caseDirs[0] ?? '');
    assert.deepEqual([record.verdict, record.recipients], ['leaks', ['saver.test']]);
  });

  it('prints a finding that refers to no entry and no name', async () => {
    await charge(earlierRun.dir, earlierRun.run.id, findingsInName(9));
    assert.match(await readProgress(earlierRun.dir), /but not in traffic that can be charged to /);
  });

  it('prints the findings that cannot be charged, next to those that can', async () => {
    const [lost] = findingsInName(9);
    assert.ok(lost);
    const visit2 = { ...lost, finding: { ...lost.finding, canary: 'visit-1-title' } };
    await charge(earlierRun.dir, earlierRun.run.id, [...findingsOf(), visit2]);
    const progress = await readProgress(earlierRun.dir);
    assert.match(
      progress,
      /"visit-1-title of \S+visit-typed\S* was found during .*, but not in traffic that can be charged to /,
    );
    assert.match(progress, /"kind":"case-judged-again"/);
    assert.equal((await readCase(earlierRun.caseDirs[0] ?? '')).record.verdict, 'leaks');
  });

  it('prints a finding whose canary is no longer in the ledger', async () => {
    await charge(earlierRun.dir, earlierRun.run.id, findingsOf('visit-77'));
    assert.match(
      await readProgress(earlierRun.dir),
      /visit-77 of .* was found during .*, but this canary is no longer in the handset ledger/,
    );
  });

  it('reports another app as the suspect if the UID has passed to that app', async () => {
    const apps = [{ uid: BROWSER, package: 'com.android.chrome', role: 'browser' as const }];
    await charge(earlierRun.dir, earlierRun.run.id, findingsOf(), earlierRun.run.rules, apps);
    const { record } = await readCase(earlierRun.caseDirs[0] ?? '');
    assert.equal(record.verdict, 'suspect', JSON.stringify(record.reasons));
    assert.match(JSON.stringify(record.reasons), /suspect-other-app.*com\.android\.chrome/);
  });
});
