import { relative } from 'node:path';
import { readRun } from '../evidence/folders.ts';
import type { Comparison } from '../model/compare.ts';
import { counted } from '../model/counted.ts';
import { type ExitCode, exitCodeOf, type Outcome } from '../model/exit.ts';
import { Fault, invariant } from '../model/fault.ts';
import type { GateReport } from '../model/gate-report.ts';
import { printable } from '../model/printable.ts';
import { type CataloguedRelease, nameOfRelease } from '../model/release.ts';
import { loadCatalog, saveCatalog } from '../releases/catalog.ts';
import { type NewApks, readNewApks } from '../releases/new-apks.ts';
import { predecessorOf } from '../releases/predecessor.ts';
import { parseHandsets } from '../runner/handset-choice.ts';
import { projectRoot } from '../runner/project.ts';
import { compareReleases } from '../verdict/index.ts';
import { dryRunEnd, dryRunLines } from './before-run/dry-run.ts';
import { problemLines } from './before-run/problem.ts';
import { chooseReleases, readComparedRuns } from './compare-source.ts';
import { describeComparison } from './compare-text.ts';
import { checkAndRun, type RunOptions, type RunResult } from './run.ts';
import { handsetsOf } from './run-options.ts';

export interface GateOptions extends Omit<RunOptions, 'release'> {
  /** The releases of the gate: those whose APKs are new in `apks/`. */
  new?: boolean;
}

/** A new release, and what to compare it with. */
interface Candidate {
  release: CataloguedRelease;
  predecessor: CataloguedRelease | undefined;
}

/**
 * `leakgate gate --new`: catalogues the APKs that are new in `apks/`, runs each with the release before it, and reports the
 * difference. A release without any verdict stays new, so that the next call runs it again.
 * @returns the code of the run; 3 if an APK was refused, unless a leak was found
 */
export async function gate(options: GateOptions): Promise<ExitCode> {
  invariant(options.new === true, 'leakgate gate needs --new', 'to run the whole suite: npx leakgate run');
  const { simulated } = parseHandsets(handsetsOf(options));
  const apks = await readNewApks(projectRoot);
  const candidates = apks.added.map(
    ({ release }): Candidate => ({ release, predecessor: predecessorOf(release, apks.catalog.releases) }),
  );
  describeNewApks(apks, candidates);
  const fitting = candidates.filter(({ release }) => release.simulated === simulated);
  const others = candidates.filter((candidate) => !fitting.includes(candidate));
  for (const { release } of others)
    print(`${nameOfRelease(release)} is not run and stays new: ${misfitText(release)}`);
  const result = fitting.length === 0 ? undefined : await runCandidates(options, apks, fitting);
  const comparison = result?.runDir === undefined ? null : await compareRun(result.runDir, options);
  const catalogued = await keepJudged(fitting, result?.runDir, options);
  const exitCode = codeOf(result, apks, others.length);
  if (options.json) {
    const report: GateReport = {
      schema: 'leakgate/gate@1',
      exitCode,
      run: result?.runDir === undefined ? null : here(result.runDir),
      new: candidates.map(({ release, predecessor }) => ({
        release: nameOfRelease(release),
        sha256: release.sha256,
        signer: release.signer,
        file: release.file,
        predecessor: predecessor ? nameOfRelease(predecessor) : null,
        notRun: others.some((other) => other.release === release) ? misfitText(release) : null,
        catalogued: catalogued.includes(release),
      })),
      refused: apks.refused,
      comparison,
      ...(result?.dryRun && { dryRun: result.dryRun }),
    };
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else if (result?.dryRun) process.stdout.write(`${dryRunLines(result.dryRun).join('\n')}\n`);
  if (result?.dryRun) print(dryRunEnd(result.dryRun));
  for (const { file, why, fix } of apks.refused)
    print(problemLines({ what: `refused: ${file}: ${why}`, fix }).join('\n'));

  return exitCode;
}

/** Runs the new releases, each with its predecessor. They are catalogued as soon as the checks have passed. */
function runCandidates(
  options: GateOptions,
  { catalog, added }: NewApks,
  candidates: readonly Candidate[],
): Promise<RunResult> {
  const chosen = new Map(
    candidates.flatMap(({ release, predecessor }) =>
      [release, ...(predecessor ? [predecessor] : [])].map((one) => [one.sha256, one] as const),
    ),
  );
  const fitting = new Set(candidates.map(({ release }) => release.sha256));
  const left = added.filter(({ release }) => !fitting.has(release.sha256));
  const releases = catalog.releases.filter(
    ({ sha256 }) => !left.some(({ release }) => release.sha256 === sha256),
  );

  return checkAndRun(options, { catalog: { ...catalog, releases }, chosen: [...chosen.values()] }, () =>
    saveCatalog(projectRoot, { ...catalog, releases }),
  );
}

/** Takes the new releases without any verdict out of the catalogue again. @returns those that stay */
async function keepJudged(
  candidates: readonly Candidate[],
  runDir: string | undefined,
  { dryRun }: GateOptions,
): Promise<CataloguedRelease[]> {
  if (dryRun || runDir === undefined) return [];
  const { cases } = await readRun(runDir);
  const judged = new Set(
    cases.filter(({ state }) => state === 'decided').map(({ release }) => release.sha256),
  );
  const unjudged = candidates.filter(({ release }) => !judged.has(release.sha256));
  if (unjudged.length > 0) {
    const catalog = await loadCatalog(projectRoot);
    await saveCatalog(projectRoot, {
      ...catalog,
      releases: catalog.releases.filter(
        ({ sha256 }) => !unjudged.some(({ release }) => release.sha256 === sha256),
      ),
    });
  }
  for (const { release } of unjudged)
    print(`${nameOfRelease(release)} has no verdict and stays new; run the same command again`);

  return candidates.filter((candidate) => !unjudged.includes(candidate)).map(({ release }) => release);
}

/** Prints the difference in the terms of `leakgate compare`; null if there is nothing to compare. */
async function compareRun(runDir: string, { json }: GateOptions): Promise<Comparison | null> {
  try {
    const { runs, judgedAgain } = await readComparedRuns([runDir]);
    const { families, ...paired } = chooseReleases(runs, []);
    const comparison = compareReleases(families, { ...paired, asked: false, judgedAgain });
    if (!json) process.stdout.write(`\n${describeComparison(comparison).join('\n')}\n`);

    return comparison;
  } catch (error) {
    // The run has its own exit code and reports; only the comparison is missing.
    if (!(error instanceof Fault)) throw error;
    print(`the releases were not compared: ${printable(error.message)}`);

    return null;
  }
}

function describeNewApks({ added, refused, copies }: NewApks, candidates: readonly Candidate[]): void {
  for (const { file, of } of copies)
    print(`${printable(file)} is a copy of ${printable(of)}, so it is not new`);
  for (const { release, predecessor } of candidates) {
    print(`new: ${printable(`${nameOfRelease(release)} (${release.file})`)}, signed by ${release.signer}`);
    print(
      predecessor
        ? `  is compared with ${nameOfRelease(predecessor)}`
        : `  is not compared: the catalogue has no older release of ${release.family}`,
    );
    if (predecessor && predecessor.signer !== release.signer)
      print(`  was signed with another key than ${nameOfRelease(predecessor)} (${predecessor.signer})`);
  }
  if (added.length === 0 && refused.length === 0) print('no APK in apks/ is new; nothing was started');
  else if (refused.length > 0)
    print(`${counted(refused.length, 'APK')} refused; the end of this output says why`);
}

function misfitText({ simulated }: CataloguedRelease): string {
  return simulated
    ? 'only the simulated handset can run it; use --handset sim'
    : 'only a phone or an emulator can run it; name one with --handset';
}

function codeOf(result: RunResult | undefined, { refused }: NewApks, notRun: number): ExitCode {
  const outcomes: Record<ExitCode, Outcome['kind']> = {
    0: 'fine',
    1: 'leak',
    2: 'undecided',
    3: 'fault',
    130: 'interrupted',
  };

  return exitCodeOf([
    outcomes[result?.code ?? 0],
    ...(refused.length > 0 ? (['fault'] as const) : []),
    ...(notRun > 0 ? [result ? ('undecided' as const) : ('fault' as const)] : []),
  ]);
}

function here(path: string): string {
  return relative(process.cwd(), path) || '.';
}

function print(text: string): void {
  process.stderr.write(`${text}\n`);
}
