import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { browserSchema, type BrowserDeclaration } from '../model/browser.ts';
import { nameOfMode } from '../model/mode.ts';
import { nameOfRelease } from '../model/release.ts';
import type { Run } from '../model/run.ts';
import { projectRoot } from './project.ts';
import { type StartedRun, startRun } from './testing/started-run.ts';

const FOLDER = join(projectRoot, 'apks/simulated/proving');
const HOUR_MS = 3_600_000;
/** What the releases do needs no more real time than this leaves; most of a case is waiting. */
const SPEED = '60';
type Row = Run['cases'][number];

/**
 * A run for each way in which releases of the proving ground are told apart: scenarios, modes, the handset. Named by
 * `-g`, one of them can be run alone: `npx mocha harness/runner/proving.e2e.test.ts -g 'one visit'`.
 */
describe('the proving ground', function () {
  this.timeout(HOUR_MS);
  let declarations: BrowserDeclaration[];
  let started: StartedRun | undefined;
  before(async () => {
    declarations = await readDeclarations();
  });
  afterEach(async () => {
    await started?.remove();
    started = undefined;
  });

  /** Plays the releases and resolves to their cases; nothing was asked of the handset that it does not model. */
  async function play(names: readonly string[], flags: readonly string[]): Promise<Row[]> {
    const releases = names.flatMap((name) => ['--release', name]);
    started = await startRun([...releases, ...flags, '--speed', SPEED]);
    const { stderr } = await started.ended(HOUR_MS);
    process.stderr.write(`${stderr}\n`);
    assert.equal(existsSync(join(started.dir, 'unmodelled.json')), false);

    return (await started.record()).cases;
  }
  const asked = (scenarios: string, modes: string): string[] =>
    declarations
      .filter(({ truth }) => {
        // What is told from the sizes of uploads is played apart: `npm run test:sizes`.
        const here = Object.entries(truth).filter(([scenario]) => scenario !== 'size-of-uploads');
        const held = here.flatMap(([, byMode]) => Object.keys(byMode));

        return here.map(([scenario]) => scenario).join() === scenarios && [...new Set(held)].join() === modes;
      })
      .map(nameOfRelease);
  const judge = (rows: readonly Row[], handset: 'rooted' | 'unrooted' = 'rooted'): void => {
    const wrong = rows.flatMap((row) => {
      const declaration = declarations.find((each) => nameOfRelease(each) === nameOfRelease(row.release));
      const truth = declaration?.truth[row.scenario]?.[nameOfMode(row.mode)];
      const codes = row.reasons.map(({ code }) => code);
      const missing = handset === 'rooted' ? truth?.reasons.filter((code) => !codes.includes(code)) : [];
      const right = truth && row.verdict === truth[handset] && missing?.length === 0;

      return right ? [] : [`${row.id}: ${row.verdict} (${codes.join(', ')}), not ${JSON.stringify(truth)}`];
    });
    assert.deepEqual(wrong, []);
  };

  it('one visit in private mode', async () => {
    const names = asked('visit-typed', 'private');
    assert.ok(names.length >= 20, `${names.length} releases`);
    judge(await play(names, ['--handset', 'sim:2', '--scenario', 'visit-typed', '--mode', 'private']));
  });

  it('what comes out in a later case', async () => {
    const names = asked('visit-link,visit-typed', 'private');
    assert.ok(names.length >= 3, names.join());
    const scenarios = ['--scenario', 'visit-link', '--scenario', 'visit-typed'];
    judge(await play(names, ['--handset', 'sim:2', ...scenarios, '--mode', 'private']));
  });

  it('what depends on a switch', async () => {
    const names = asked('visit-typed', 'private,private/on,private/off');
    assert.equal(names.length, 1, names.join());
    const modes = ['private', 'private/on', 'private/off'].flatMap((mode) => ['--mode', mode]);
    judge(await play(names, ['--handset', 'sim', '--scenario', 'visit-typed', ...modes]));
  });

  it('a phone that is not rooted', async () => {
    const names = ['mint@9.0.0-around-udp', 'mint@9.0.0-after-relaunch'];
    const flags = ['--handset', 'sim:2+no-root', '--scenario', 'visit-typed', '--mode', 'private'];
    judge(await play(names, flags), 'unrooted');
  });

  it('a job that waits for a network that is never validated', async () => {
    const flags = ['--handset', 'sim+unvalidated', '--scenario', 'visit-typed', '--mode', 'private'];
    const [row] = await play(['mint@9.0.0-job'], flags);
    assert.equal(row?.verdict, 'inconclusive');
    assert.ok(row.reasons.some(({ code }) => code === 'network-not-validated'));
  });

  it('a metered network', async () => {
    const flags = ['--handset', 'sim+metered', '--scenario', 'visit-typed', '--mode', 'private'];
    const [row] = await play(['mint@9.0.0-opaque-once'], flags);
    assert.equal(row?.verdict, 'inconclusive');
    assert.ok(row.reasons.some(({ code }) => code === 'network-metered'));
  });

  it('a helper that is installed while the case runs', async () => {
    const flags = ['--handset', 'sim+late-helpers', '--scenario', 'visit-typed', '--mode', 'private'];
    judge(await play(['mint@9.0.0-helper'], flags));
  });

  for (const account of ['iptables', 'netstats', 'proc-net'])
    it(`an account of the traffic that is not true of it: ${account}`, async () => {
      const flags = ['--handset', `sim+break-${account}`, '--scenario', 'visit-typed', '--mode', 'private'];
      const [row] = await play(['mint@9.0.0-opaque-once'], flags);
      assert.equal(row?.verdict, 'inconclusive');
      assert.ok(row.reasons.some(({ code }) => code === 'packet-counter-unread'));
    });
});

async function readDeclarations(): Promise<BrowserDeclaration[]> {
  const entries = await readdir(FOLDER, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(FOLDER, name));

  return await Promise.all(
    folders.map(async (folder) =>
      browserSchema.parse(JSON.parse(await readFile(join(folder, 'browser.json'), 'utf8'))),
    ),
  );
}
