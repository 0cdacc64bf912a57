import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserDeclaration, browserSchema, truthFor } from '../../model/browser.ts';
import type { SimulatedTrait } from '../../model/handset.ts';
import { nameOfMode } from '../../model/mode.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { RunCase } from '../../model/run.ts';
import { projectRoot } from '../project.ts';

/** One `leakgate run` of releases of the proving ground. */
export interface ProvingRun {
  /** A folder name: what the run tests. */
  name: string;
  releases: readonly string[];
  scenarios: readonly string[];
  modes: readonly string[];
  handsets: number;
  traits: readonly SimulatedTrait[];
  /** The expected outcome: the `truth` of each release for this kind of handset, or one that holds for all. */
  expected: 'rooted' | 'unrooted' | { verdict: string; code: string };
}

/** What one case of a proving run came to. */
export type ProvingResult = Pick<RunCase, 'verdict' | 'reasons' | 'scenario' | 'mode' | 'release'>;

const FOLDER = join(projectRoot, 'apks/simulated/proving');
/** Too slow for the proving ground: `npm run test:sizes` runs it. */
const SLOW_SCENARIO = 'size-of-uploads';
const ONE_VISIT = { scenarios: ['visit-typed'], modes: ['private'] };

/** The declarations of all simulated browsers in the proving ground. */
export async function readDeclarations(): Promise<BrowserDeclaration[]> {
  const entries = await readdir(FOLDER, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(FOLDER, name));

  return await Promise.all(
    folders.map(async (folder) =>
      browserSchema.parse(JSON.parse(await readFile(join(folder, 'browser.json'), 'utf8'))),
    ),
  );
}

/** Every run of the proving ground: releases with the same scenarios and modes share one, and each trait has its own. */
export function provingRuns(declarations: readonly BrowserDeclaration[]): ProvingRun[] {
  const releasesWith = (scenarios: string, modes: string) =>
    declarations
      .filter((declaration) => scenariosOf(declaration) === scenarios && modesOf(declaration) === modes)
      .map(nameOfRelease);

  return [
    {
      ...ONE_VISIT,
      name: 'one-visit',
      releases: releasesWith('visit-typed', 'private'),
      handsets: 2,
      traits: [],
      expected: 'rooted',
    },
    {
      name: 'later-case',
      releases: releasesWith('visit-link,visit-typed', 'private'),
      scenarios: ['visit-link', 'visit-typed'],
      modes: ['private'],
      handsets: 2,
      traits: [],
      expected: 'rooted',
    },
    {
      name: 'switch',
      releases: releasesWith('visit-typed', 'private,private/on,private/off'),
      scenarios: ['visit-typed'],
      modes: ['private', 'private/on', 'private/off'],
      handsets: 1,
      traits: [],
      expected: 'rooted',
    },
    {
      ...ONE_VISIT,
      name: 'not-rooted',
      releases: ['mint@9.0.0-around-udp', 'mint@9.0.0-after-relaunch'],
      handsets: 2,
      traits: ['no-root'],
      expected: 'unrooted',
    },
    ...traitRuns(),
  ];
}

/** One release each: what the handset is like decides the verdict. */
function traitRuns(): ProvingRun[] {
  const one = (trait: SimulatedTrait, release: string, expected: ProvingRun['expected']): ProvingRun => ({
    ...ONE_VISIT,
    name: trait,
    releases: [release],
    handsets: 1,
    traits: [trait],
    expected,
  });
  const inconclusive = (code: string) => ({ verdict: 'inconclusive', code });

  return [
    one('unvalidated', 'mint@9.0.0-job', inconclusive('network-not-validated')),
    one('metered', 'mint@9.0.0-opaque-once', inconclusive('network-metered')),
    one('late-helpers', 'mint@9.0.0-helper', 'rooted'),
    ...(['break-iptables', 'break-netstats', 'break-proc-net'] as const).map((trait) =>
      one(trait, 'mint@9.0.0-opaque-once', inconclusive('packet-counter-unread')),
    ),
  ];
}

/** The command line that starts a proving run. */
export function flagsOf({ releases, scenarios, modes, handsets, traits }: ProvingRun): string[] {
  return [
    ...releases.flatMap((release) => ['--release', release]),
    ...scenarios.flatMap((scenario) => ['--scenario', scenario]),
    ...modes.flatMap((mode) => ['--mode', mode]),
    '--handset',
    [handsets === 1 ? 'sim' : `sim:${handsets}`, ...traits].join('+'),
  ];
}

/**
 * Fails unless a run has a case for each release, scenario and mode, and each came to the expected verdict for the expected
 * reasons.
 */
export function assertOutcomes(
  run: ProvingRun,
  results: readonly ProvingResult[],
  declarations: readonly BrowserDeclaration[],
): void {
  const name = ({ release, scenario, mode }: ProvingResult) =>
    `${nameOfRelease(release)} ${scenario} ${nameOfMode(mode)}`;
  const planned = run.releases.flatMap((release) =>
    run.scenarios.flatMap((scenario) => run.modes.map((mode) => `${release} ${scenario} ${mode}`)),
  );
  assert.deepEqual(results.map(name).sort(), planned.sort());
  const wrong = results.flatMap((result) => {
    const expected = expectedOf(run, result, declarations);
    const codes = result.reasons.map(({ code }) => code);
    const isRight =
      result.verdict === expected.verdict && expected.codes.every((code) => codes.includes(code as never));

    return isRight
      ? []
      : [`${name(result)}: ${result.verdict} (${codes.join(', ')}), not ${JSON.stringify(expected)}`];
  });
  assert.deepEqual(wrong, []);
}

function expectedOf(
  { expected }: ProvingRun,
  { release, scenario, mode }: ProvingResult,
  declarations: readonly BrowserDeclaration[],
): { verdict: string; codes: readonly string[] } {
  if (typeof expected === 'object') return { verdict: expected.verdict, codes: [expected.code] };
  const declaration = declarations.find((each) => nameOfRelease(each) === nameOfRelease(release));
  const truth = truthFor(declaration?.truth ?? {}, scenario, nameOfMode(mode));
  assert.ok(truth, `no truth is declared for ${nameOfRelease(release)} ${scenario} ${nameOfMode(mode)}`);

  return { verdict: truth[expected], codes: expected === 'rooted' ? truth.reasons : [] };
}

function scenariosOf({ truth }: BrowserDeclaration): string {
  return Object.keys(truth)
    .filter((scenario) => scenario !== SLOW_SCENARIO)
    .join();
}

function modesOf({ truth }: BrowserDeclaration): string {
  const scenarios = Object.entries(truth).filter(([scenario]) => scenario !== SLOW_SCENARIO);

  return [...new Set(scenarios.flatMap(([, byMode]) => Object.keys(byMode)))].join();
}
