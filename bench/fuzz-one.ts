import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { createDetector, DEFAULT_BUDGET } from '../harness/detect/index.ts';
import { exchangeOf } from '../harness/evidence/exchanges.ts';
import { readHar } from '../harness/evidence/har-reader.ts';
import { Fault } from '../harness/model/fault.ts';
import { scanReportSchema } from '../harness/model/scan.ts';
import { canariesOf, createChance } from './detect-traffic.ts';
import { brokenHar } from './fuzz-inputs.ts';

/** What became of one broken HAR. */
export interface Fuzzed {
  seed: number;
  bytes: number;
  ms: number;
  outcome: 'read' | 'fault' | 'crash';
  /** Whether some part was not searched to the end. */
  exhausted: boolean;
  /** What a crash said; also where a fault says nothing. */
  error?: unknown;
}

/** Few, as making their digests takes longer than most inputs do. */
const canaries = canariesOf(2);

/** Makes the broken HAR of a seed, puts it into a file and scans it, as `leakgate scan` does. */
export async function fuzzOne(seed: number, file: string): Promise<Fuzzed> {
  const har = brokenHar(createChance(seed));
  await writeFile(file, har);
  const began = performance.now();
  const done = (outcome: Fuzzed['outcome'], rest: Partial<Fuzzed> = {}): Fuzzed => ({
    seed,
    bytes: har.length,
    ms: performance.now() - began,
    outcome,
    exhausted: false,
    ...rest,
  });
  const detector = createDetector(canaries, [], DEFAULT_BUDGET);
  let fault: unknown;
  let index = 0;
  try {
    const refusedName = (name: string) => detector.pushName({ kind: 'sni', name, index: 1_000_000 });
    for await (const entry of readHar(file, { onRefusedName: refusedName })) {
      const exchange = exchangeOf(entry, index++);
      detector.push(exchange);
    }
  } catch (error) {
    if (!(error instanceof Fault) || error.message === '') return done('crash', { error });
    fault = error;
  }
  try {
    const report = detector.end();
    scanReportSchema.parse(JSON.parse(JSON.stringify(report)));
    const exhausted = report.stats.exhausted > 0;

    return done(fault ? 'fault' : 'read', { exhausted });
  } catch (error) {
    return done('crash', { error });
  }
}
