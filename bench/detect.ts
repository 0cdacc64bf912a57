import { performance } from 'node:perf_hooks';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { createDetector, DEFAULT_BUDGET } from '../harness/detect/index.ts';
import type { Exchange } from '../harness/model/exchange.ts';
import { findPlainly } from './detect-plainly.ts';
import { canariesOf, createChance, jsonEvents, mixedTraffic, requestOf } from './detect-traffic.ts';

// `npm run bench:detect`: how fast the detector is on ordinary traffic, and what the worst messages cost it.
const ROUNDS = 5;
const MB = 1_000_000;
const canaries = canariesOf(64);
const values = canaries.map((canary) => canary.value);

const json = jsonEvents(MB);
const mixed = mixedTraffic(4 * MB);

console.log('ordinary traffic, 64 canaries, none of them sent');
ordinary('1 MB of JSON events', [requestOf(json, 'application/json')], true);
ordinary('4 MB of mixed traffic', mixed, false);

console.log('\nworst cases, one exchange each');
for (const [name, make] of worstCases()) worst(name, make());

function ordinary(name: string, exchanges: readonly Exchange[], comparePlainly: boolean): void {
  const bytes = Buffer.concat(exchanges.map((exchange) => exchange.body));
  const ms = fastest(() => scan(exchanges).ms);
  const indexOf = fastest(() => timed(() => bytes.indexOf(values[0] ?? '')));
  const plainly = comparePlainly ? fastest(() => timed(() => findPlainly(bytes, values)), 2) : undefined;
  console.log(
    `  ${name.padEnd(26)} ${ms.toFixed(0).padStart(6)} ms ${rate(bytes.length, ms)}; ${(ms / indexOf).toFixed(0)} times one Buffer.indexOf` +
      (plainly === undefined ? '' : `; the plain way takes ${(plainly / ms).toFixed(1)} times as long`),
  );
}

function worst(name: string, exchange: Exchange): void {
  const before = process.memoryUsage().rss;
  const { ms, exhausted } = scan([exchange]);
  const grown = Math.max(0, process.memoryUsage().rss - before) / MB;
  console.log(
    `  ${name.padEnd(38)} ${ms.toFixed(0).padStart(6)} ms ${rate(exchange.body.length, ms)}, ${grown.toFixed(0).padStart(4)} MB more${exhausted > 0 ? ', cut short and said so' : ''}`,
  );
}

function* worstCases(): Generator<[name: string, make: () => Exchange]> {
  const chance = createChance(11);
  const wordsOf = (count: number) =>
    Array.from({ length: count }, () => chance.bytes(15).toString('base64')).join(' ');
  yield ['a bomb: 10 GB from 10 MB of gzip', () => requestOf(bomb())];
  yield ['a bomb of brotli: 1 GB', () => requestOf(brotliBomb(), 'application/octet-stream')];
  yield ['10,000 nested arrays', () => requestOf(Buffer.from('['.repeat(10_000) + ']'.repeat(10_000)))];
  yield ['100 MB of JSON events', () => requestOf(jsonEvents(100 * MB), 'application/json')];
  yield ['100 MB of random bytes', () => requestOf(chance.bytes(100 * MB))];
  yield ['a million words like base64', () => requestOf(Buffer.from(wordsOf(1_000_000)))];
  yield ['10 MB of one letter', () => requestOf(Buffer.alloc(10 * MB, 'a'))];
  yield ['10 MB of "a="', () => requestOf(Buffer.from('a='.repeat(5 * MB)))];
  yield ['10 MB of "%25"', () => requestOf(Buffer.from('%25'.repeat((10 * MB) / 3)))];
  yield ['10 MB of backslashes', () => requestOf(Buffer.from('\\'.repeat(10 * MB)))];
  yield ['10 MB of "<"', () => requestOf(Buffer.from('<'.repeat(10 * MB)))];
  yield ['10 MB of spaces', () => requestOf(Buffer.from(`{${' '.repeat(10 * MB)}`))];
  yield ['10 MB of "&#"', () => requestOf(Buffer.from('&#'.repeat(5 * MB)))];
}

/** 10 MB that inflate to 10 GB: members of gzip one behind the other. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(64 * MB), { level: 9 });

  return Buffer.concat(Array.from({ length: Math.ceil((10_000 * MB) / (64 * MB)) }, () => member));
}

function brotliBomb(): Buffer {
  return brotliCompressSync(Buffer.alloc(1000 * MB), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}

function scan(exchanges: readonly Exchange[]): { ms: number; exhausted: number } {
  const detector = createDetector(canaries, { hosts: [] }, DEFAULT_BUDGET);
  /** What is made once, for the first exchange, is no part of the rate. */
  detector.push(requestOf(Buffer.from('first')));
  let exhausted = 0;
  const ms = timed(() => {
    for (const exchange of exchanges) detector.push(exchange);
    exhausted = detector.end().stats.exhausted;
  });

  return { ms, exhausted };
}

function fastest(run: () => number, rounds = ROUNDS): number {
  return Math.min(...Array.from({ length: rounds }, run));
}

function timed(run: () => unknown): number {
  const began = performance.now();
  run();

  return performance.now() - began;
}

function rate(bytes: number, ms: number): string {
  return `${(bytes / MB / (ms / 1000)).toFixed(1).padStart(7)} MB/s`;
}
