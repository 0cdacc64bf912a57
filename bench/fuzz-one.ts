import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { createDetector, DEFAULT_BUDGET } from '../harness/detect/index.ts';
import { readRecording } from '../harness/evidence/recording.ts';
import { Fault } from '../harness/model/fault.ts';
import { scanReportSchema } from '../harness/model/scan.ts';
import { canariesOf, createRandom } from './detect-traffic.ts';
import { brokenHar } from './fuzz-inputs.ts';

/** The result of one broken HAR. */
export interface FuzzResult {
  seed: number;
  bytes: number;
  ms: number;
  outcome: 'read' | 'fault' | 'crash';
  /** Whether some part was not searched to the end. */
  exhausted: boolean;
  /** The error of a crash, or a Fault without a message. */
  error?: unknown;
}

/** Few, as their digests take longer than most inputs. */
const canaries = canariesOf(2);

/** Writes the broken HAR of a seed to a file and scans it like `leakgate scan`. */
export async function fuzzOne(seed: number, file: string): Promise<FuzzResult> {
  const har = brokenHar(createRandom(seed));
  await writeFile(file, har);
  const startedAt = performance.now();
  const result = (outcome: FuzzResult['outcome'], rest: Partial<FuzzResult> = {}): FuzzResult => ({
    seed,
    bytes: har.length,
    ms: performance.now() - startedAt,
    outcome,
    exhausted: false,
    ...rest,
  });
  const detector = createDetector(canaries, [], DEFAULT_BUDGET);
  let fault: unknown;
  try {
    const refusedName = (name: string) => detector.pushName({ kind: 'sni', name, index: 1_000_000 });
    for await (const { exchange } of readRecording(file, 0, { onRefusedName: refusedName }))
      if (exchange) detector.push(exchange);
  } catch (error) {
    if (!(error instanceof Fault) || error.message === '') return result('crash', { error });
    fault = error;
  }
  try {
    const report = detector.end();
    scanReportSchema.parse(JSON.parse(JSON.stringify(report)));
    const exhausted = report.stats.exhausted > 0;

    return result(fault ? 'fault' : 'read', { exhausted });
  } catch (error) {
    return result('crash', { error });
  }
}
