import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { counted } from '../harness/model/counted.ts';
import { type FuzzResult, fuzzOne } from './fuzz-one.ts';

/**
 * `npm run fuzz:scan -- [minutes] [seed]`: scans broken HARs with random bodies, ten minutes of them by default, from seed 1 on.
 * Ends with 1 if one crashes or takes too long, or if memory grows. Keeps the inputs that crashed and the slowest one.
 */
const minutes = Number(process.argv[2] ?? 10);
const first = Number(process.argv[3] ?? 1);
if (!(minutes > 0) || !Number.isInteger(first) || first < 1) {
  console.error('usage: npm run fuzz:scan -- [minutes] [seed]');
  process.exit(3);
}

const MB = 1_000_000;
/** A hundred times the slowest scan so far. */
const LONGEST_MS = 30_000;
const REPORT_INTERVAL_MS = 15_000;
/** Allowed growth of the heap, for caches. */
const SLACK = 40 * MB;

const folder = await mkdtemp(join(tmpdir(), 'leakgate-fuzz-'));
const keptFolder = join(tmpdir(), 'leakgate-fuzz-kept');
const file = join(folder, 'x.har');
const gc = exposeGc();
const sum = { inputs: 0, bytes: 0, read: 0, fault: 0, crash: 0, exhausted: 0 };
let slowest: FuzzResult | undefined;
let failed = false;
let settledHeap: number | undefined;
const startedAt = performance.now();
let reportedAt = startedAt;

for (let seed = first; performance.now() - startedAt < minutes * 60_000; seed++) {
  const result = await fuzzOne(seed, file);
  sum.inputs++;
  sum.bytes += result.bytes;
  sum[result.outcome]++;
  if (result.exhausted) sum.exhausted++;
  if (result.outcome === 'crash') {
    failed = true;
    console.log(
      `the scan crashes on the HAR of seed ${seed}, which is kept as ${await keep(`crash-${seed}`)}:`,
      result.error,
    );
  }
  if (result.ms > (slowest?.ms ?? 0)) {
    slowest = result;
    await keep('slowest');
    if (result.ms > LONGEST_MS) failed = true;
  }
  if (performance.now() - reportedAt > REPORT_INTERVAL_MS) reportProgress();
}
reportProgress();
if (slowest)
  console.log(
    `slowest HAR: seed ${slowest.seed}, ${slowest.ms.toFixed(0)} ms for ${counted(slowest.bytes, 'byte')}, which are kept as ${join(keptFolder, 'slowest.har')}`,
  );
await rm(folder, { recursive: true });
process.exitCode = failed ? 1 : 0;

/** Prints the progress, and the heap after a garbage collection. */
function reportProgress(): void {
  reportedAt = performance.now();
  gc();
  const heap = process.memoryUsage().heapUsed;
  settledHeap ??= heap;
  const hasGrown = heap > settledHeap + SLACK;
  if (hasGrown) failed = true;
  const seconds = ((reportedAt - startedAt) / 1000).toFixed(0);
  console.log(
    `${seconds} s: ${sum.inputs} inputs, ${(sum.bytes / MB).toFixed(0)} MB; ${sum.read} read, ${sum.fault} faults, ${sum.crash} crashes, ${sum.exhausted} cut short; heap ${(heap / MB).toFixed(0)} MB${hasGrown ? ': it grows' : ''}; slowest ${slowest?.ms.toFixed(0)} ms (seed ${slowest?.seed})`,
  );
}

async function keep(name: string): Promise<string> {
  const path = join(keptFolder, `${name}.har`);
  await mkdir(keptFolder, { recursive: true });
  await copyFile(file, path);

  return path;
}

/** Node exposes its garbage collector only with a flag. */
function exposeGc(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  if (typeof found !== 'function')
    throw new Error('Node does not expose gc(), so the growth of memory cannot be measured');

  return () => void Reflect.apply(found, undefined, []);
}
