import { performance } from 'node:perf_hooks';
import { createDetector, DEFAULT_BUDGET } from '../harness/detect/index.ts';
import { counted } from '../harness/model/counted.ts';
import type { Exchange } from '../harness/model/exchange.ts';
import { findPlainly } from './detect-plainly.ts';
import { canariesOf, jsonEvents, mixedTraffic, requestOf } from './detect-traffic.ts';
import { scanHarApart } from './scan-har.ts';
import { worstMessages } from './worst-messages.ts';

/**
 * `npm run bench:detect [-- PART...]`: how fast the detector is on ordinary traffic, what the worst messages cost it, and
 * how much memory a large HAR takes. Parts are `ordinary`, `worst` and `har`; all of them by default. `LEAKGATE_HAR_MB` is
 * the size of the HAR, 1000 by default.
 */
const ROUNDS = 5;
const MB = 1_000_000;
const HAR_MB = Number(process.env.LEAKGATE_HAR_MB ?? 1000);
const canaries = canariesOf(64);
const values = canaries.map((canary) => canary.value);
const parts: Readonly<Record<string, () => void>> = { ordinary, worst, har };

const chosen = process.argv.slice(2);
for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) {
  const part = parts[name];
  if (!part) {
    console.error(`bench:detect: there is no part "${name}"; there are ${Object.keys(parts).join(', ')}`);
    process.exit(3);
  }
  part();
}

function ordinary(): void {
  console.log('ordinary traffic, 64 canaries, none of them sent');
  compare('1 MB of JSON events', [requestOf(jsonEvents(MB), 'application/json')]);
  compare('4 MB of mixed traffic', mixedTraffic(4 * MB));
}

function compare(name: string, exchanges: readonly Exchange[]): void {
  const bytes = Buffer.concat(exchanges.map((exchange) => exchange.body));
  const ms = fastest(() => scan(exchanges).ms);
  const indexOf = fastest(() => timed(() => bytes.indexOf(values[0] ?? '')));
  const plainly = timed(() => {
    for (const { body } of exchanges) findPlainly(Buffer.from(body), values);
  });
  console.log(
    `  ${name.padEnd(34)} ${ms.toFixed(0).padStart(6)} ms ${rate(bytes.length, ms)}; ${(ms / indexOf).toFixed(0)}x the time of one Buffer.indexOf; the plain search takes ${(plainly / ms).toFixed(1)}x the time of the detector`,
  );
}

function worst(): void {
  console.log('\nworst cases, one exchange each');
  for (const [name, make] of worstMessages()) {
    const exchange = make();
    const before = process.memoryUsage().rss;
    const { ms, exhausted } = scan([exchange]);
    const grown = Math.max(0, process.memoryUsage().rss - before) / MB;
    const indexOf = timed(() =>
      Buffer.from(exchange.body.buffer, 0, exchange.body.length).indexOf(values[0] ?? ''),
    );
    console.log(
      `  ${name.padEnd(34)} ${ms.toFixed(0).padStart(6)} ms ${rate(exchange.body.length, ms)}, ${(ms / Math.max(indexOf, 0.001)).toFixed(0).padStart(6)}x the time of one Buffer.indexOf, ${grown.toFixed(0).padStart(4)} MB more${exhausted > 0 ? ', cut short and said so' : ''}`,
    );
  }
}

function har(): void {
  console.log('\na HAR of mixed traffic, read as a stream by a process of its own');
  const { bytes, exchanges, ms, peakBytes } = scanHarApart(HAR_MB);
  console.log(
    `  ${`${(bytes / MB).toFixed(0)} MB, ${counted(exchanges, 'exchange')}`.padEnd(34)} ${ms.toFixed(0).padStart(6)} ms ${rate(bytes, ms)}, at most ${(peakBytes / MB).toFixed(0)} MB of memory`,
  );
}

function scan(exchanges: readonly Exchange[]): { ms: number; exhausted: number } {
  const detector = createDetector(canaries, [], DEFAULT_BUDGET);
  /** What is made once, for the first exchange, is no part of the rate. */
  detector.push(requestOf(Buffer.from('first')));
  let exhausted = 0;
  const ms = timed(() => {
    for (const exchange of exchanges) detector.push(exchange);
    exhausted = detector.end().stats.exhausted;
  });

  return { ms, exhausted };
}

function fastest(run: () => number): number {
  return Math.min(...Array.from({ length: ROUNDS }, run));
}

function timed(run: () => unknown): number {
  const began = performance.now();
  run();

  return performance.now() - began;
}

function rate(bytes: number, ms: number): string {
  return `${(bytes / MB / (ms / 1000)).toFixed(1).padStart(7)} MB/s`;
}
