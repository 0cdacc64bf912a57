import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryOf, writeCurrentRun, type WrittenRun } from '../testing/run-folder.ts';
import { DEFAULT_BUDGET } from '../../detect/detector.ts';
import { readCase, readRun } from '../../evidence/folders.ts';
import { type HandsetLedger, openHandsetLedger } from '../../evidence/handset-ledger.ts';
import { findTampering } from '../../evidence/tampering.ts';
import type { OtherCaseFinding } from '../../model/ledger.ts';
import { at, cleanEvidence, upload, VISIT } from '../../verdict/testing/evidence.ts';
import { readTables, type Tables } from '../tables.ts';
import { progressFile } from '../progress.ts';
import { judgingBy } from './judging.ts';
import { chargeLate } from './late.ts';

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
  const charge = (runDir: string, run: string, others = found(), rules = earlier.run.rules) =>
    chargeLate(others, LATE, {
      runDir,
      run,
      ledger,
      judging: judgingBy(tables, rules),
      recordedIn: 'mint@3.4.3~0123abcd/search/private',
    });
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
    assert.equal(earlier.run.gate?.passed, false);
    assert.equal(run.gate?.passed, true);
    assert.deepEqual((await findTampering(earlier.dir, run)).complaints, []);
    assert.match(await said(later), /it was clean, and is leaks.*digest of that run now: sha256:/);
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
    assert.match(await said(later), /is not there any more/);
  });

  it('is no leak of what the twin planted in normal mode', async () => {
    await charge(earlier.dir, earlier.run.id, found('twin-visit-1'));
    assert.deepEqual((await readCase(earlier.caseDirs[0] ?? '')).evidence.late, []);
  });

  it('in a name alone is said, where no exchange can be charged', async () => {
    const [other] = found();
    assert.ok(other);
    await charge(earlier.dir, earlier.run.id, [{ ...other, finding: { ...other.finding, exchange: 7 } }]);
    assert.match(await said(earlier.dir), /no exchange can be charged/);
  });
});
