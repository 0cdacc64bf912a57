import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { counted } from '../harness/model/counted.ts';
import { type Fuzzed, fuzzOne } from './fuzz-one.ts';

/**
 * `npm run fuzz:scan -- [minutes] [seed]`: scans broken HARs with random bodies, ten minutes of them by default, from seed 1 on.
 * Ends with 1 where one crashes, takes longer than any may, or where memory grows; what did it is kept, with its seed.
 */
const minutes = Number(process.argv[2] ?? 10);
const first = Number(process.argv[3] ?? 1);
if (!(minutes > 0) || !Number.isInteger(first) || first < 1) {
  console.error('usage: npm run fuzz:scan -- [minutes] [seed]');
  process.exit(3);
}

const MB = 1_000_000;
/** A hundred times what the slowest takes that was seen. */
const LONGEST_MS = 30_000;
const TOLD_EVERY_MS = 15_000;
/** Heap that may come and go with caches. */
const SLACK = 40 * MB;

const folder = await mkdtemp(join(tmpdir(), 'leakgate-fuzz-'));
const kept = join(tmpdir(), 'leakgate-fuzz-kept');
const file = join(folder, 'x.har');
const gc = collector();
const sum = { inputs: 0, bytes: 0, read: 0, fault: 0, crash: 0, exhausted: 0 };
let slowest: Fuzzed | undefined;
let failed = false;
let settledHeap: number | undefined;
const began = performance.now();
let told = began;

for (let seed = first; performance.now() - began < minutes * 60_000; seed++) {
  const fuzzed = await fuzzOne(seed, file);
  sum.inputs++;
  sum.bytes += fuzzed.bytes;
  sum[fuzzed.outcome]++;
  if (fuzzed.exhausted) sum.exhausted++;
  if (fuzzed.outcome === 'crash') {
    failed = true;
    console.log(`seed ${seed} crashes, kept as ${await keep(`crash-${seed}`)}:`, fuzzed.error);
  }
  if (fuzzed.ms > (slowest?.ms ?? 0)) {
    slowest = fuzzed;
    await keep('slowest');
    if (fuzzed.ms > LONGEST_MS) failed = true;
  }
  if (performance.now() - told > TOLD_EVERY_MS) tell();
}
tell();
if (slowest)
  console.log(
    `slowest: seed ${slowest.seed}, ${slowest.ms.toFixed(0)} ms for ${counted(slowest.bytes, 'byte')}, kept as ${join(kept, 'slowest.har')}`,
  );
await rm(folder, { recursive: true });
process.exitCode = failed ? 1 : 0;

/** How far it is, and what the heap holds once everything that can go is gone. */
function tell(): void {
  told = performance.now();
  gc();
  const heap = process.memoryUsage().heapUsed;
  settledHeap ??= heap;
  const grew = heap > settledHeap + SLACK;
  if (grew) failed = true;
  const seconds = ((told - began) / 1000).toFixed(0);
  console.log(
    `${seconds} s: ${sum.inputs} inputs, ${(sum.bytes / MB).toFixed(0)} MB; ${sum.read} read, ${sum.fault} faults, ${sum.crash} crashes, ${sum.exhausted} cut short; heap ${(heap / MB).toFixed(0)} MB${grew ? ': it grows' : ''}; slowest ${slowest?.ms.toFixed(0)} ms (seed ${slowest?.seed})`,
  );
}

async function keep(name: string): Promise<string> {
  const path = join(kept, `${name}.har`);
  await mkdir(kept, { recursive: true });
  await copyFile(file, path);

  return path;
}

/** The collector of garbage, which Node keeps to itself. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  if (typeof found !== 'function') throw new Error('Node gives no gc, so that growth cannot be told');

  return () => void Reflect.apply(found, undefined, []);
}
