import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verify } from '../cli/verify.ts';
import { browserSchema, type Truth, truthFor } from '../model/browser.ts';
import { nameOfMode } from '../model/mode.ts';
import { nameOfRelease } from '../model/release.ts';
import type { Run } from '../model/run.ts';
import { COMMAND_PREFIX, shapeOf } from '../simulator/shell/command-log.ts';
import { projectRoot } from './project.ts';
import { type StartedRun, startRun } from './testing/started-run.ts';

const RUN_LIMIT_MS = 1_500_000;
const SENT_COMMANDS = join(projectRoot, 'harness/simulator/shell/sent-commands.golden.txt');
/** One scenario here, and all with `LEAKGATE_PROVING=all`; recordings of all of them are judged in `proving.test.ts`. */
const SCENARIOS = process.env['LEAKGATE_PROVING'] === 'all' ? [] : ['--scenario', 'search'];

describe('a run of every simulated release', function () {
  this.timeout(RUN_LIMIT_MS + 60_000);
  let started: StartedRun;
  let run: Run;
  let ended: { code: number | null; stderr: string };

  before(async () => {
    started = await startRun(['--handset', 'sim:2', ...SCENARIOS]);
    ended = await started.ended(RUN_LIMIT_MS);
    run = await started.record();
    process.stderr.write(`${ended.stderr}\n`);
  });
  after(() => started.remove());

  it('gives each case the verdict and reasons of its truth', async () => {
    const truths = await readTruths();
    const judged = run.cases.map(
      (row) => [row.id, row.verdict, row.reasons.map((reason) => reason.code)] as const,
    );
    assert.ok(judged.length >= (SCENARIOS.length > 0 ? 6 : 18), `${judged.length} cases`);
    for (const [at, row] of run.cases.entries()) {
      const truth = truthFor(
        truths.get(nameOfRelease(row.release)) ?? {},
        row.scenario,
        nameOfMode(row.mode),
      );
      assert.ok(truth, `no truth is declared for ${row.id}`);
      assert.equal(row.verdict, truth.rooted, `${row.id}: ${JSON.stringify(judged[at])}`);
      for (const code of truth.reasons)
        assert.ok(judged[at]?.[2].includes(code), `${row.id} does not name ${code}`);
    }
  });

  it('passes the gate', () => {
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(run.gate?.passed, true);
  });

  it('reports that its handsets are simulated', () => {
    assert.ok(run.handsets.length > 0);
    assert.ok(run.handsets.every((handset) => handset.simulated && handset.speed > 1));
    assert.match(ended.stderr, /simulated/);
  });

  it('sends the commands of the golden list', async () => {
    const logs = join(started.dir, 'logs');
    const lines: string[] = [];
    for (const file of await readdir(logs))
      if (file.startsWith('handset-')) lines.push(...(await readFile(join(logs, file), 'utf8')).split('\n'));
    const sent = lines
      .filter((line) => line.startsWith(COMMAND_PREFIX))
      .map((line) => shapeOf(String(JSON.parse(line.slice(COMMAND_PREFIX.length)))));
    const list = `${[...new Set(sent)].toSorted().join('\n')}\n`;
    // To update the list: check that each new command is modelled as Android answers it, then set UPDATE_GOLDEN=1.
    const golden = await readFile(SENT_COMMANDS, 'utf8');
    const all = `${[...new Set(`${golden}${list}`.trimEnd().split('\n'))].toSorted().join('\n')}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1') return await writeFile(SENT_COMMANDS, all);
    assert.ok(sent.length > 0, 'the handsets logged no command');
    // Commands for other kinds of handset and other scenarios are in the list too.
    assert.deepEqual(difference(list, golden), []);
  });

  it('sends no command that the simulated handset does not model', () => {
    assert.equal(existsSync(join(started.dir, 'unmodelled.json')), false);
  });

  it('gets the same verdicts again from its evidence', async () => {
    assert.equal(await verify(started.dir, {}), 0);
  });

  it('leaves no private key in its folder', async () => {
    for (const file of await readdir(started.dir, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const text = await readFile(join(file.parentPath, file.name), 'latin1');
      assert.ok(!text.includes('PRIVATE KEY-----'), `${file.name} holds a private key`);
    }
  });
});

async function readTruths(): Promise<Map<string, Truth>> {
  const folder = join(projectRoot, 'apks/simulated');
  const truths = new Map<string, Truth>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name, 'browser.json');
    if (!entry.isDirectory() || !existsSync(file)) continue;
    const declaration = browserSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    truths.set(nameOfRelease(declaration), declaration.truth);
  }

  return truths;
}

/** Lines of `list` that `other` lacks. */
function difference(list: string, other: string): string[] {
  const known = new Set(other.split('\n'));

  return list.split('\n').filter((line) => !known.has(line));
}
