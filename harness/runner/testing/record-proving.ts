import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assertOutcomes, flagsOf, provingRuns, readDeclarations } from './proving-runs.ts';
import { keepRecording } from './recorded-proving.ts';
import { startRun } from './started-run.ts';

/**
 * `npm run test:proving:record [-- NAME...]`: runs the proving ground on simulated handsets and keeps the evidence that
 * `npm test` judges. A recording is kept only where every verdict is as expected.
 */
const HOUR_MS = 3_600_000;
const SPEED = '60';

const declarations = await readDeclarations();
const runs = provingRuns(declarations);
const names = process.argv.slice(2);
const unknown = names.filter((name) => !runs.some((run) => run.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `No proving run is named ${unknown.join(', ')}. There are: ${runs.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(3);
}

for (const run of runs.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const started = await startRun([...flagsOf(run), '--speed', SPEED]);
  try {
    const { stderr } = await started.ended(HOUR_MS);
    process.stderr.write(`${stderr}\n`);
    if (existsSync(join(started.dir, 'unmodelled.json')))
      throw new Error(`${run.name} asked the simulated handset for something that it does not model`);
    const { cases } = await started.record();
    assertOutcomes(run, cases, declarations);
    await keepRecording(run, started.dir);
    process.stdout.write(`${run.name}: ${cases.length} cases recorded\n`);
  } finally {
    await started.remove();
  }
}
