import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { differenceOf, flagsOf, type ProvingRun, provingRuns, readDeclarations } from './proving-runs.ts';
import { keepRecordings } from './recorded-proving.ts';
import { startRun } from './started-run.ts';

/**
 * `npm run test:proving:record [-- NAME...]`: runs the default releases and the proving ground on simulated handsets, and keeps
 * the evidence that `npm test` judges. A name is that of a proving run or of a release. Evidence is kept only for cases with
 * the expected verdict and reasons; for any other case the exit code is 1.
 */
const HOURS_MS = 2 * 3_600_000;
const SPEED = '60';

const declarations = readDeclarations();
const runs = provingRuns(declarations);
const names = process.argv.slice(2);
const knownNames = runs.flatMap(({ name, releases }) => [name, ...releases]);
const unknownNames = names.filter((name) => !knownNames.includes(name));
if (unknownNames.length > 0) {
  process.stderr.write(
    `No proving run or release is named ${unknownNames.join(', ')}. There are: ${knownNames.join(', ')}\n`,
  );
  process.exit(3);
}

for (const run of runs.flatMap(namedPartOf)) await record(run);

/** The part of a run that the command line names; all of it where nothing is named. */
function namedPartOf(run: ProvingRun): ProvingRun[] {
  if (names.length === 0 || names.includes(run.name)) return [run];
  const releases = run.releases.filter((release) => names.includes(release));

  return releases.length > 0 ? [{ ...run, releases }] : [];
}

async function record(run: ProvingRun): Promise<void> {
  const started = await startRun([...flagsOf(run), '--speed', SPEED]);
  try {
    const { stderr } = await started.ended(HOURS_MS);
    process.stderr.write(`${stderr}\n`);
    if (existsSync(join(started.dir, 'unmodelled.json')))
      throw new Error(`${run.name} asked the simulated handset for something that it does not model`);
    const { cases } = await started.record();
    const expectedCases = cases.filter((result) => differenceOf(run, result, declarations) === undefined);
    await keepRecordings(run, started.dir, expectedCases);
    process.stdout.write(`${run.name}: ${expectedCases.length} of ${cases.length} cases recorded\n`);
    for (const result of cases) {
      const difference = differenceOf(run, result, declarations);
      if (difference === undefined) continue;
      process.stdout.write(`  not recorded: ${difference}\n`);
      for (const { code, text } of result.reasons) process.stdout.write(`    ${code}: ${text}\n`);
      process.exitCode = 1;
    }
  } finally {
    await started.remove();
  }
}
