import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { createDetector, DEFAULT_BUDGET } from '../harness/detect/index.ts';
import { counted } from '../harness/model/counted.ts';
import { innocentTraffic, mixedCanaries } from './innocent-traffic.ts';

/**
 * `npm run bench:innocent [-- MB SEED PROCESSES]`: the number of findings in generated and random traffic, and near misses,
 * without canaries. 200 MB by default, divided among one process for each core, each with its own seed. Prints findings and
 * ends with 1 if there are any.
 */
const [megabytes = 200, seed = 1, processes = availableParallelism()] = process.argv.slice(2).map(Number);
if (!(megabytes > 0) || !Number.isInteger(seed) || !(processes >= 1)) {
  console.error('usage: node --import tsx bench/false-positives.ts [MB] [SEED] [PROCESSES]');
  process.exit(3);
}

const CAPTURE_EXCHANGES = 100;
const CANARIES = 64;
if (processes > 1) await shareAmongProcesses();
else search();

/** Starts a process for each seed. */
async function shareAmongProcesses(): Promise<void> {
  const startedAt = performance.now();
  const children = Array.from({ length: processes }, (_, index) =>
    spawn(
      process.execPath,
      ['--import', 'tsx', import.meta.filename, String(megabytes / processes), String(seed + index), '1'],
      { stdio: 'inherit' },
    ),
  );
  const codes = await Promise.all(
    children.map(async (child) => {
      await once(child, 'exit');

      return child.exitCode;
    }),
  );
  const hasNoFinding = codes.every((code) => code === 0);
  console.log(
    `${hasNoFinding ? 'no finding' : 'FINDINGS'} in ${megabytes} MB without canaries, in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
  );
  process.exitCode = hasNoFinding ? 0 : 1;
}

function search(): void {
  const canaries = mixedCanaries(CANARIES);
  const startedAt = performance.now();
  const sum = { bytes: 0, exchanges: 0, findings: 0, exhausted: 0 };
  let detector = createDetector(canaries, [], DEFAULT_BUDGET);
  /** Ends a capture, prints its findings, and begins the next. */
  const endCapture = () => {
    const { findings, stats } = detector.end();
    for (const finding of findings) console.log(JSON.stringify(finding));
    sum.findings += findings.length;
    sum.exhausted += stats.exhausted;
    detector = createDetector(canaries, [], DEFAULT_BUDGET);
  };
  for (const exchange of innocentTraffic(megabytes * 1e6, canaries, seed)) {
    detector.push(exchange);
    sum.bytes += exchange.body.length + exchange.url.length;
    if (++sum.exchanges % CAPTURE_EXCHANGES === 0) endCapture();
  }
  endCapture();
  console.log(
    `${counted(sum.findings, 'finding')} in ${(sum.bytes / 1e6).toFixed(0)} MB: ${counted(sum.exchanges, 'exchange')}, ${counted(canaries.length, 'canary')}, seed ${seed}, ${((performance.now() - startedAt) / 1000).toFixed(0)} s, cut short by the budget: ${sum.exhausted}`,
  );
  process.exitCode = sum.findings === 0 ? 0 : 1;
}
