import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

// `npm run bench`: how long `leakgate --help` takes, from the start of the process to its end.
const LIMIT_MS = 300;
const ROUNDS = 15;
const command = resolve(import.meta.dirname, '../bin/leakgate.mjs');

const times = Array.from({ length: ROUNDS }, () => {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, [command, '--help'], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`leakgate --help ended with ${status}`);

  return performance.now() - began;
}).sort((a, b) => a - b);

const median = times[Math.floor(ROUNDS / 2)] ?? Number.NaN;
const slowest = times.at(-1) ?? Number.NaN;
console.log(
  `leakgate --help: median ${median.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms of ${ROUNDS} (limit ${LIMIT_MS} ms)`,
);
process.exitCode = median <= LIMIT_MS ? 0 : 1;
