import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_BUDGET } from '../../detect/index.ts';
import { readCase } from '../../evidence/folders.ts';
import { type HandsetLedger, openHandsetLedger } from '../../evidence/handset-ledger.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { at, BROWSER, cleanEvidence, upload, VISIT } from '../../verdict/testing/evidence.ts';
import { progressFile } from '../progress.ts';
import { readTables, type Tables } from '../tables.ts';
import { entryOf, writeCurrentRun, type WrittenRun } from '../testing/run-folder.ts';
import { searchAfterLastCase, searchOrReport } from './aftermath.ts';
import type { Station } from './station.ts';

const LATE = [entryOf(upload(VISIT, { at: at(900) }))];
const NAME = `${new URL(VISIT).hostname}.a.example.com`;

describe('searchAfterLastCase', function () {
  this.timeout(60_000);
  let folder: string;
  let writtenRun: WrittenRun;
  let tables: Tables;
  let ledger: HandsetLedger;

  before(async () => (tables = await readTables(DEFAULT_BUDGET)));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-aftermath-'));
    writtenRun = await writeCurrentRun();
    const { id: run } = writtenRun.run;
    ledger = openHandsetLedger(folder, '127.0.0.1:5555', { id: run, dir: writtenRun.dir });
    ledger.add({ run, case: writtenRun.run.cases[0]?.id ?? '' }, 'case', cleanEvidence().canaries);
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
    await rm(writtenRun.dir, { recursive: true, force: true });
  });

  const station = (hosts: string[], events: VisibilityEvent[] = []) => ({
    recording: {
      current: () => assert.fail(),
      cut: () => ({ entries: LATE, events, from: at(800), to: at(902) }),
    },
    handset: { engineHosts: () => Promise.resolve(hosts) } as unknown as Station['handset'],
    batch: { id: 'mint@3.4.3~0123abcd' } as Station['batch'],
    apps: {
      known: () => ({ found: [], attributed: cleanEvidence().facts.apps }),
    } as unknown as Station['apps'],
    ledger,
  });
  const context = () => ({
    runDir: writtenRun.dir,
    run: writtenRun.run.id,
    rules: writtenRun.run.rules,
    tables,
  });
  const search = (stationStub: ReturnType<typeof station>) => searchAfterLastCase(stationStub, context());
  const readFirstCase = () => readCase(writtenRun.caseDirs[0] ?? '');

  it('charges traffic after the last case to the case that generated the canary', async () => {
    await search(station([]));
    const { record } = await readFirstCase();
    assert.equal(record.verdict, 'leaks');
    assert.match(JSON.stringify(record.reasons), /late-leak.*the time after the last case of mint@3\.4\.3/);
  });

  it('charges host names without an exchange too', async () => {
    const nameEvent: VisibilityEvent = {
      kind: 'server-name',
      at: at(901),
      name: NAME,
      by: 'connect',
      attribution: 'uid',
      uid: BROWSER,
    };
    await search(station([], [nameEvent]));
    assert.ok((await readFirstCase()).evidence.late.some(({ host }) => host === NAME));
  });

  it('reports no leak for what the stand-in engine sent for itself', async () => {
    await search(station(['sa.api.intl.miui.com']));
    assert.notEqual((await readFirstCase()).record.verdict, 'leaks');
  });

  it('reports an error to the terminal of the run, and does not throw it', async () => {
    const broken = {
      ...station([]),
      handset: {
        engineHosts: () => Promise.reject(new Error('the phone is gone')),
      } as unknown as Station['handset'],
    };
    const logged: string[] = [];
    await searchOrReport(broken, context(), (text) => logged.push(text));
    const text =
      'the traffic after the last case of mint@3.4.3~0123abcd could not be searched: the phone is gone';
    assert.deepEqual(logged, [text]);
    const { at: _, ...progress } = JSON.parse(await readFile(progressFile(writtenRun.dir), 'utf8')) as {
      at: string;
    };
    assert.deepEqual(progress, { kind: 'said', text });
  });
});
