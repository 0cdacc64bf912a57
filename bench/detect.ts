import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createDetector, DEFAULT_BUDGET } from '../harness/detect/index.ts';
import { counted } from '../harness/model/counted.ts';
import type { Exchange } from '../harness/model/exchange.ts';
import { searchPlainly } from './detect-plainly.ts';
import { canariesOf, ordinaryTraffic, requestOf } from './detect-traffic.ts';
import { scanHarInChild } from './scan-har.ts';
import { worstMessages } from './worst-messages.ts';

/**
 * `npm run bench:detect [-- PART...] [CHECKOUT...]`: the speed of the detector on ordinary traffic and on the worst messages, and
 * the memory that a large HAR takes. Parts are `ordinary`, `worst` and `har`; all of them by default. Ordinary traffic is
 * also searched by the detectors of other checkouts of this project, in turn with this one's. `LEAKGATE_HAR_MB` is the size
 * of the HAR, 1000 by default.
 */
const ROUNDS = 5;
/** Processes that measure each kind of traffic: how and when code is compiled differs from process to process. */
const PROCESSES = 5;
const MB = 1_000_000;
const HAR_MB = Number(process.env.LEAKGATE_HAR_MB ?? 1000);
const PROJECT = dirname(import.meta.dirname);
const canaries = canariesOf(64);
const values = canaries.map((canary) => canary.value);
const parts: Readonly<Record<string, () => void>> = {
  ordinary: benchOrdinary,
  worst: benchWorst,
  har: benchHar,
};

const isCheckout = (path: string) => existsSync(join(path, 'bin/build/load.mjs'));
const checkouts = process.argv.slice(2).filter(isCheckout);
const chosen = process.argv.slice(2).filter((each) => !isCheckout(each));
for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) {
  const part = parts[name];
  if (!part) {
    console.error(
      `bench:detect: "${name}" is neither a measurement (${Object.keys(parts).join(', ')}) nor a checkout of this project`,
    );
    process.exit(3);
  }
  part();
}

function benchOrdinary(): void {
  console.log('ordinary traffic without any of the 64 canaries');
  const projects = [PROJECT, ...checkouts.map((path) => resolve(path))];
  for (const { name, exchanges } of ordinaryTraffic()) {
    const runs = projects.map(() => [] as number[]);
    for (let round = 0; round < PROCESSES; round++)
      for (const [index, times] of measureInChild(name, projects).entries()) runs[index]?.push(...times);
    const [ms = 0, ...others] = runs.map(median);
    printOrdinary(name, exchanges, ms);
    for (const [at, other] of others.entries())
      console.log(`    ${(ms / other).toFixed(2)}x the ${other.toFixed(0)} ms of ${projects[at + 1]}`);
  }
}

/** The milliseconds of each search of one kind of traffic, by project. */
function measureInChild(kind: string, projects: readonly string[]): number[][] {
  const script = join(import.meta.dirname, 'detect-one.ts');
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', script, kind, ...projects],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${script} ${kind}: exit code ${status}: ${stderr}`);

  return JSON.parse(stdout) as number[][];
}

function printOrdinary(name: string, exchanges: readonly Exchange[], ms: number): void {
  const bytes = Buffer.concat(exchanges.map((exchange) => exchange.body));
  const indexOfMs = fastestMs(() => measureMs(() => bytes.indexOf(values[0] ?? '')));
  const plainMs = measureMs(() => {
    for (const { body } of exchanges) searchPlainly(Buffer.from(body), values);
  });
  console.log(
    `  ${name.padEnd(34)} ${ms.toFixed(0).padStart(6)} ms ${formatRate(bytes.length, ms)}; ${(ms / indexOfMs).toFixed(0)}x the time of one Buffer.indexOf; the plain search takes ${(plainMs / ms).toFixed(1)}x the time of the detector`,
  );
}

function benchWorst(): void {
  console.log('\nworst cases for the detector, one exchange each');
  for (const [name, make] of worstMessages()) {
    const exchange = make();
    const before = process.memoryUsage().rss;
    const { ms, exhausted } = scan([exchange]);
    const grownMb = Math.max(0, process.memoryUsage().rss - before) / MB;
    const indexOfMs = measureMs(() =>
      Buffer.from(exchange.body.buffer, 0, exchange.body.length).indexOf(values[0] ?? ''),
    );
    console.log(
      `  ${name.padEnd(34)} ${ms.toFixed(0).padStart(6)} ms ${formatRate(exchange.body.length, ms)}, ${(ms / Math.max(indexOfMs, 0.001)).toFixed(0).padStart(6)}x the time of one Buffer.indexOf, ${grownMb.toFixed(0).padStart(4)} MB more memory${exhausted > 0 ? ', cut short by the budget' : ''}`,
    );
  }
}

function benchHar(): void {
  console.log('\na HAR of mixed traffic, which another process reads as a stream');
  const { bytes, exchanges, ms, peakBytes } = scanHarInChild(HAR_MB);
  console.log(
    `  ${`${(bytes / MB).toFixed(0)} MB, ${counted(exchanges, 'exchange')}`.padEnd(34)} ${ms.toFixed(0).padStart(6)} ms ${formatRate(bytes, ms)}, at most ${(peakBytes / MB).toFixed(0)} MB of memory`,
  );
}

function scan(exchanges: readonly Exchange[]): { ms: number; exhausted: number } {
  const detector = createDetector(canaries, [], DEFAULT_BUDGET);
  /** The first exchange sets up the needles, and its value and `end` the digests, which is not part of the rate. */
  detector.push(requestOf(Buffer.from('id=0123456789abcdef')));
  detector.end();
  let exhausted = 0;
  const ms = measureMs(() => {
    for (const exchange of exchanges) detector.push(exchange);
    exhausted = detector.end().stats.exhausted;
  });

  return { ms, exhausted };
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
}

function fastestMs(run: () => number): number {
  return Math.min(...Array.from({ length: ROUNDS }, run));
}

function measureMs(run: () => unknown): number {
  const startedAt = performance.now();
  run();

  return performance.now() - startedAt;
}

function formatRate(bytes: number, ms: number): string {
  return `${(bytes / MB / (ms / 1000)).toFixed(1).padStart(7)} MB/s`;
}
