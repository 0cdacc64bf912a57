import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryOf, writeCurrentRun, type WrittenRun } from '../testing/run-folder.ts';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readCase, readRun } from '../../evidence/folders.ts';
import { type HandsetLedger, openHandsetLedger } from '../../evidence/handset-ledger.ts';
import { writeHar } from '../../evidence/har-writer.ts';
import { judgeAgain } from '../../evidence/rejudge.ts';
import { findTampering } from '../../evidence/tampering.ts';
import type { OtherCaseFinding } from '../../model/ledger.ts';
import { at, BROWSER, cleanEvidence, upload, VISIT } from '../../verdict/testing/evidence.ts';
import { readTables, type Tables } from '../tables.ts';
import { progressFile } from '../progress.ts';
import { withFolders } from './recover.ts';
import { withRow } from './run-record.ts';
import { rewritingFolder } from '../state.ts';
import { finishRewriting } from './rewriting.ts';
import { judgingBy } from './judging.ts';
import { chargeLate } from './late-findings.ts';

const SERIAL = '127.0.0.1:5555';
const LATE = [entryOf(upload(VISIT, { at: at(900) }))];

describe('late traffic', function () {
  this.timeout(60_000);
  let state: string;
  let later: string;
  let earlier: WrittenRun;
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
    earlier = await writeCurrentRun();
    id = earlier.run.cases[0]?.id ?? '';
    const folder = join(state, 'ledger');
    const by = { run: earlier.run.id, case: id };
    const then = openHandsetLedger(folder, SERIAL, { id: earlier.run.id, dir: earlier.dir });
    then.add(by, 'case', cleanEvidence().canaries);
    then.add(by, 'twin', [{ id: 'twin-visit-1', kind: 'url', value: 'https://t1w2i3n4x5yz.example/' }]);
    ledger = openHandsetLedger(folder, SERIAL, { id: 'later', dir: later });
  });
  afterEach(async () => {
    if (stateBefore === undefined) delete process.env['LEAKGATE_STATE'];
    else process.env['LEAKGATE_STATE'] = stateBefore;
    await rm(state, { recursive: true, force: true });
    await rm(earlier.dir, { recursive: true, force: true });
  });

  const found = (canary = 'visit-1'): OtherCaseFinding[] => [
    {
      run: earlier.run.id,
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
    others = found(),
    rules = earlier.run.rules,
    apps = cleanEvidence().facts.apps,
  ) =>
    chargeLate(
      others,
      { entries: LATE, names },
      {
        apps,
        runDir,
        run,
        ledger,
        judging: judgingBy(tables, rules),
        recordedIn: 'mint@3.4.3~0123abcd/search/private',
      },
    );
  const said = (runDir: string): Promise<string> => readFile(progressFile(runDir), 'utf8');
  const verdictThen = async () => (await readRun(earlier.dir)).cases[0]?.verdict;

  it('of a case of the same run is put into its folder, and it is judged again', async () => {
    await charge(earlier.dir, earlier.run.id);
    const { record, evidence } = await readCase(earlier.caseDirs[0] ?? '');
    assert.equal(record.verdict, 'leaks');
    assert.ok(record.reasons.some(({ code }) => code === 'late-leak'));
    assert.deepEqual(
      evidence.late.map(({ recordedIn }) => recordedIn),
      ['mint@3.4.3~0123abcd/search/private'],
    );
    assert.ok(record.files['late.har']);
    assert.match(await said(earlier.dir), /"kind":"case-judged-again".*visit-typed/);
  });

  it('is put there once, whoever finds it again', async () => {
    await charge(earlier.dir, earlier.run.id);
    await charge(earlier.dir, earlier.run.id);
    assert.equal((await readCase(earlier.caseDirs[0] ?? '')).evidence.late.length, 1);
  });

  it('of an earlier run rewrites its case, its row, its gate and its seal, and is said', async () => {
    assert.equal(await verdictThen(), 'clean');
    await charge(later, 'later');
    const run = await readRun(earlier.dir);
    assert.equal(run.cases[0]?.verdict, 'leaks');
    // By the expectations that lie in its folder, which know of this leak.
    assert.equal(earlier.run.gate?.changed?.length, 1);
    assert.deepEqual(run.gate?.changed, []);
    assert.deepEqual((await findTampering(earlier.dir, run)).complaints, []);
    assert.match(await said(later), /it was clean and is now leaks.*the digest of that run is now sha256:/);
  });

  const judging = () => judgingBy(tables, earlier.run.rules);
  const begin = async () => {
    await mkdir(rewritingFolder(), { recursive: true });
    const mark = join(rewritingFolder(), 'x.json');
    await writeFile(mark, JSON.stringify({ folder: earlier.dir, run: earlier.run.id, case: id }));

    return mark;
  };
  const lateHar = (dir: string) => writeHar(join(dir, 'late.har'), LATE);
  const ended: [where: string, action: (dir: string) => Promise<unknown>][] = [
    ['before the record was', lateHar],
    [
      'while the record was',
      async (dir) => {
        await lateHar(dir);
        await writeFile(join(dir, 'case.json.123'), '{');
      },
    ],
    ['before run.json was', (dir) => judgeAgain(dir, { late: LATE }, judging())],
    [
      'before the seal was',
      async () => {
        const seal = await readFile(join(earlier.dir, 'SHA256SUMS'));
        await charge(later, 'later');
        await writeFile(join(earlier.dir, 'SHA256SUMS'), seal);
        await writeFile(join(earlier.dir, 'SHA256SUMS.77'), 'x');
      },
    ],
  ];
  for (const [where, action] of ended)
    it(`of an earlier run is finished by the next, where its writer was ended ${where} written`, async () => {
      const heard: string[] = [];
      await action(earlier.caseDirs[0] ?? '');
      const mark = await begin();
      assert.notDeepEqual((await findTampering(earlier.dir, await readRun(earlier.dir))).complaints, []);
      await finishRewriting(judging(), (text) => heard.push(text));
      const run = await readRun(earlier.dir);
      assert.deepEqual((await findTampering(earlier.dir, run)).complaints, [], heard.join());
      assert.equal(run.cases[0]?.verdict, 'leaks');
      assert.equal(existsSync(mark), false);
      assert.match(heard.join(), /late traffic of .*: it is leaks; the digest of that run is now sha256:/);
    });

  it('is not finished in a run that was changed in other places', async () => {
    await begin();
    await appendFile(join(earlier.dir, 'plan.json'), ' ');
    const heard: string[] = [];
    await finishRewriting(judging(), (text) => heard.push(text));
    assert.match(heard.join(), /could not be finished: run .* was changed since: plan\.json/);
    assert.equal(await verdictThen(), 'clean');
  });

  it('of a case of the same run reaches run.json, though the worker was ended before it could report it', async () => {
    const [dir = '', other = ''] = earlier.caseDirs;
    const written = await readRun(earlier.dir);
    await judgeAgain(dir, { late: LATE }, judging());
    const id = written.cases[1]?.id ?? '';
    const run = withRow(written, id, { state: 'running', verdict: null });
    const found = await withFolders(earlier.dir, run, judging(), assert.fail);
    assert.deepEqual(
      found.cases.map(({ state, verdict }) => [state, verdict]),
      [
        ['decided', 'leaks'],
        ['decided', 'leaks'],
      ],
    );
    await rm(other, { recursive: true });
    const without = await withFolders(earlier.dir, run, judging(), assert.fail);
    assert.equal(without.cases[1]?.state, 'running');
  });

  it('of a case of the same run reaches its record, though the worker was ended in between', async () => {
    const [dir = ''] = earlier.caseDirs;
    await writeHar(join(dir, 'late.har'), LATE);
    await writeFile(join(dir, 'late.har.123'), '{');
    const run = await withFolders(earlier.dir, await readRun(earlier.dir), judging(), assert.fail);
    assert.equal(run.cases[0]?.verdict, 'leaks');
    assert.equal((await readCase(dir)).record.verdict, 'leaks');
    assert.equal(existsSync(join(dir, 'late.har.123')), false);
  });

  it('leaves a run alone that was changed since, was judged by other rules, or is gone', async () => {
    await charge(later, 'later', found(), 'f'.repeat(64));
    assert.match(await said(later), /judged by other rules/);
    await appendFile(join(earlier.dir, 'plan.json'), ' ');
    await charge(later, 'later');
    assert.match(await said(later), /was changed since: plan\.json/);
    assert.equal(await verdictThen(), 'clean');
    await rm(earlier.dir, { recursive: true });
    await charge(later, 'later');
    assert.match(await said(later), /no longer exists/);
  });

  it('is no leak of what the twin planted in normal mode', async () => {
    await charge(earlier.dir, earlier.run.id, found('twin-visit-1'));
    assert.deepEqual((await readCase(earlier.caseDirs[0] ?? '')).evidence.late, []);
  });

  const inName = (index: number): OtherCaseFinding[] =>
    found().map((each) => ({ ...each, finding: { ...each.finding, exchange: index } }));

  it('in a name alone is charged as the connection that was opened for it', async () => {
    await charge(earlier.dir, earlier.run.id, inName(7));
    const { record, evidence } = await readCase(earlier.caseDirs[0] ?? '');
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

  it('in a name that somebody else was asked for is charged as told to that one', async () => {
    await charge(earlier.dir, earlier.run.id, inName(8));
    const { record } = await readCase(earlier.caseDirs[0] ?? '');
    assert.deepEqual([record.verdict, record.recipients], ['leaks', ['saver.test']]);
  });

  it('in nothing that was recorded is said', async () => {
    await charge(earlier.dir, earlier.run.id, inName(9));
    assert.match(await said(earlier.dir), /but in nothing that can be charged to that case/);
  });

  it('of what the ledger has forgotten is said', async () => {
    await charge(earlier.dir, earlier.run.id, found('visit-77'));
    assert.match(
      await said(earlier.dir),
      /visit-77 of .* was found during .*, but the handset ledger no longer has it/,
    );
  });

  it('is no leak of the browser where its UID has become that of another app', async () => {
    const apps = [{ uid: BROWSER, package: 'com.android.chrome', role: 'browser' as const }];
    await charge(earlier.dir, earlier.run.id, found(), earlier.run.rules, apps);
    const { record } = await readCase(earlier.caseDirs[0] ?? '');
    assert.equal(record.verdict, 'suspect', JSON.stringify(record.reasons));
    assert.match(JSON.stringify(record.reasons), /suspect-other-app.*com\.android\.chrome/);
  });
});
