import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserDeclaration } from '../model/browser.ts';
import {
  assertOutcomes,
  flagsOf,
  type ProvingRun,
  provingRuns,
  readDeclarations,
} from './testing/proving-runs.ts';
import { type StartedRun, startRun } from './testing/started-run.ts';

const HOURS_MS = 2 * 3_600_000;
/** Most of a case is waiting, and these releases need no more real time than this leaves. */
const SPEED = '60';
/**
 * One release for each way of hiding that depends on the handset: two ways around the proxy, TLS that trusts no other CA, a
 * late UID, a bound helper, a frozen process, a relaunch, a scheduled job. Other releases are judged from recordings
 * (`proving.test.ts`), and run only with `LEAKGATE_PROVING=all`.
 */
const LIVE = ['around-udp', 'around-ipv6', 'pinned', 'isolated', 'helper', 'frozen', 'after-relaunch', 'job'];

const runsAll = process.env['LEAKGATE_PROVING'] === 'all';
const declarations = readDeclarations();
const runs = provingRuns(declarations);

/** To run one proving run: `npm run test:proving:all -- -g one-visit`. */
describe(`the proving ground, ${runsAll ? 'every release' : 'live releases'}`, function () {
  this.timeout(HOURS_MS);
  let started: StartedRun | undefined;
  afterEach(async () => {
    await started?.remove();
    started = undefined;
  });

  for (const run of runsAll ? runs : [liveRun(runs)])
    it(run.name, async () => {
      await runAndCompare(run, declarations);
    });

  async function runAndCompare(run: ProvingRun, truths: readonly BrowserDeclaration[]): Promise<void> {
    started = await startRun([...flagsOf(run), '--speed', SPEED]);
    const { stderr } = await started.ended(HOURS_MS);
    process.stderr.write(`${stderr}\n`);
    assert.equal(existsSync(join(started.dir, 'unmodelled.json')), false);
    assertOutcomes(run, (await started.record()).cases, truths);
  }
});

function liveRun(runs: readonly ProvingRun[]): ProvingRun {
  const oneVisit = runs.find(({ name }) => name === 'one-visit');
  assert.ok(oneVisit);
  const releases = LIVE.map((name) => `mint@9.0.0-${name}`);
  for (const release of releases) assert.ok(oneVisit.releases.includes(release), release);

  return { ...oneVisit, name: 'live', releases };
}
