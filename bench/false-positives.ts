import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { createDetector, DEFAULT_BUDGET } from '../harness/detect/index.ts';
import { counted } from '../harness/model/counted.ts';
import { innocentTraffic, mixedCanaries } from './innocent-traffic.ts';

/**
 * `npm run bench:innocent [-- MB SEED PROCESSES]`: how many findings there are in generated and random traffic, and near
 * misses, that hold none. 200 MB by default, shared by as many processes as there are cores, each with a seed of its own;
 * ends with 1 where there is a finding, which it prints.
 */
const [megabytes = 200, seed = 1, processes = availableParallelism()] = process.argv.slice(2).map(Number);
if (!(megabytes > 0) || !Number.isInteger(seed) || !(processes >= 1)) {
  console.error('usage: node --import tsx bench/false-positives.ts [MB] [SEED] [PROCESSES]');
  process.exit(3);
}

const CAPTURE = 100;
const CANARIES = 64;
if (processes > 1) await share();
else search();

/** Starts a process a seed. */
async function share(): Promise<void> {
  const began = performance.now();
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
  const isNone = codes.every((code) => code === 0);
  console.log(
    `${isNone ? 'no finding' : 'FINDINGS'} in ${megabytes} MB without canaries, in ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
  process.exitCode = isNone ? 0 : 1;
}

function search(): void {
  const canaries = mixedCanaries(CANARIES);
  const began = performance.now();
  const sum = { bytes: 0, exchanges: 0, findings: 0, exhausted: 0 };
  let detector = createDetector(canaries, [], DEFAULT_BUDGET);
  /** Ends a capture of some exchanges, tells what was found in it, and begins the next. */
  const close = () => {
    const { findings, stats } = detector.end();
    for (const finding of findings) console.log(JSON.stringify(finding));
    sum.findings += findings.length;
    sum.exhausted += stats.exhausted;
    detector = createDetector(canaries, [], DEFAULT_BUDGET);
  };
  for (const exchange of innocentTraffic(megabytes * 1e6, canaries, seed)) {
    detector.push(exchange);
    sum.bytes += exchange.body.length + exchange.url.length;
    if (++sum.exchanges % CAPTURE === 0) close();
  }
  close();
  console.log(
    `${counted(sum.findings, 'finding')} in ${(sum.bytes / 1e6).toFixed(0)} MB: ${counted(sum.exchanges, 'exchange')}, ${counted(canaries.length, 'canary')}, seed ${seed}, ${((performance.now() - began) / 1000).toFixed(0)} s, ${sum.exhausted} cut short`,
  );
  process.exitCode = sum.findings === 0 ? 0 : 1;
}
