import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserDeclaration, browserSchema, truthFor } from '../../model/browser.ts';
import type { SimulatedTrait } from '../../model/handset.ts';
import { nameOfMode } from '../../model/mode.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { RunCase } from '../../model/run.ts';
import { projectRoot } from '../project.ts';

/** One `leakgate run` of simulated releases whose truth is known. */
export interface ProvingRun {
  /** What the run tests; also the name of its folder of recordings. */
  name: string;
  releases: readonly string[];
  scenarios: readonly string[];
  modes: readonly string[];
  handsets: number;
  traits: readonly SimulatedTrait[];
  /** The expected outcome: the `truth` of each release for this kind of handset, or one that holds for all. */
  expected: 'rooted' | 'unrooted' | { verdict: string; code: string };
}

/** The result of one case of a proving run. */
export type ProvingResult = Pick<RunCase, 'verdict' | 'reasons' | 'scenario' | 'mode' | 'release'>;

/** Folders of simulated browsers: the releases of the default run, and the proving ground. */
const FOLDERS = ['apks/simulated', 'apks/simulated/proving'];
/** Too slow for the proving ground: `npm run test:sizes` runs it. */
const SLOW_SCENARIO = 'size-of-uploads';
const ONE_VISIT = { scenarios: ['visit-typed'], modes: ['private'] };

/** The declarations of all simulated browsers, with their `truth`. */
export function readDeclarations(): BrowserDeclaration[] {
  const files: string[] = [];
  for (const folder of FOLDERS)
    for (const entry of readdirSync(join(projectRoot, folder), { withFileTypes: true })) {
      const file = join(projectRoot, folder, entry.name, 'browser.json');
      if (entry.isDirectory() && existsSync(file)) files.push(file);
    }

  return files.map((file) => browserSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
}

/** The default run, and every run of the proving ground: one for releases with the same scenarios and modes, and one for each trait. */
export function provingRuns(declarations: readonly BrowserDeclaration[]): ProvingRun[] {
  const releasesWith = (scenarios: string, modes: string) =>
    declarations
      .filter(
        (declaration) =>
          declaration.proving && scenariosOf(declaration) === scenarios && modesOf(declaration) === modes,
      )
      .map(nameOfRelease);

  return [
    {
      name: 'default-releases',
      releases: declarations.filter(({ proving }) => !proving).map(nameOfRelease),
      scenarios: ['search', 'visit-link', 'visit-typed'],
      modes: ['private'],
      handsets: 2,
      traits: [],
      expected: 'rooted',
    },
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
      name: 'depends-on-page',
      releases: releasesWith('depends-on-page', 'private'),
      scenarios: ['depends-on-page'],
      modes: ['private'],
      handsets: 3,
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

/** Runs of one release each, on a handset with a trait that decides the verdict. */
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

/** Fails unless a run has a case for each release, scenario and mode, each with the expected verdict and reasons. */
export function assertOutcomes(
  run: ProvingRun,
  results: readonly ProvingResult[],
  declarations: readonly BrowserDeclaration[],
): void {
  const planned = run.releases.flatMap((release) =>
    run.scenarios.flatMap((scenario) => run.modes.map((mode) => `${release} ${scenario} ${mode}`)),
  );
  assert.deepEqual(results.map(nameOfResult).sort(), planned.sort());
  assert.deepEqual(
    results.flatMap((result) => differenceOf(run, result, declarations) ?? []),
    [],
  );
}

/** How a case differs from its expected outcome, in a sentence; undefined where it does not. */
export function differenceOf(
  run: ProvingRun,
  result: ProvingResult,
  declarations: readonly BrowserDeclaration[],
): string | undefined {
  const expected = expectedOf(run, result, declarations);
  const codes: string[] = result.reasons.map(({ code }) => code);
  const isExpected =
    result.verdict === expected.verdict && expected.codes.every((code) => codes.includes(code));

  return isExpected
    ? undefined
    : `${nameOfResult(result)}: ${result.verdict} (${codes.join(', ')}), not ${JSON.stringify(expected)}`;
}

function nameOfResult({ release, scenario, mode }: ProvingResult): string {
  return `${nameOfRelease(release)} ${scenario} ${nameOfMode(mode)}`;
}

function expectedOf(
  { expected }: ProvingRun,
  { release, scenario, mode }: ProvingResult,
  declarations: readonly BrowserDeclaration[],
): { verdict: string; codes: readonly string[] } {
  if (typeof expected === 'object') return { verdict: expected.verdict, codes: [expected.code] };
  const declaration = declarations.find((candidate) => nameOfRelease(candidate) === nameOfRelease(release));
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
