import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { entryOf, writeCurrentRun } from '../harness/runner/testing/run-folder.ts';
import { upload, VISIT } from '../harness/verdict/testing/evidence.ts';

// `npm run bench`: the time of commands with almost no input, from the start of the process to its end.
// `npm run bench -- CHECKOUT` measures another checkout of this project too, in turn with this one.

/** For `--help` and `scan`, in processor time: wall-clock time depends on other processes. */
const LIMIT_MS = 300;
const ROUNDS = 11;
/** Makes a process write its processor time to file descriptor 3. */
const REPORT = `data:text/javascript,import { writeSync } from 'node:fs';
  process.on('exit', () => { const { user, system } = process.cpuUsage(); writeSync(3, String((user + system) / 1000)); });`;

interface Times {
  processorMs: number[];
  wallMs: number[];
}

const projects = [dirname(import.meta.dirname), ...process.argv.slice(2).map((path) => resolve(path))];
const folder = mkdtempSync(join(tmpdir(), 'leakgate-bench-'));
const run = await writeCurrentRun();
const har = join(folder, 'traffic.har');
const canaries = join(folder, 'canaries.json');
writeFileSync(har, JSON.stringify({ log: { version: '1.2', entries: [entryOf(upload(VISIT))] } }));
writeFileSync(canaries, JSON.stringify([{ id: 'visit-1', kind: 'url', value: VISIT }]));
const commands = {
  '--help': ['--help'],
  scan: ['scan', har, '--canaries', canaries],
  verify: ['verify', run.dir],
  doctor: ['doctor'],
};
const slow: string[] = [];
try {
  for (const [name, args] of Object.entries(commands)) {
    const times = measureAll(args);
    for (const [index, project] of projects.entries()) {
      const { processorMs = [], wallMs = [] } = times[index] ?? {};
      console.log(
        `${name.padEnd(7)} processor ${formatTimes(processorMs)}, wall clock ${formatTimes(wallMs)}  ${index === 0 ? '' : project}`,
      );
    }
    if (name === '--help' || name === 'scan')
      if (median(times[0]?.processorMs ?? []) > LIMIT_MS) slow.push(name);
  }
} finally {
  rmSync(folder, { recursive: true });
  rmSync(run.dir, { recursive: true });
}
console.log(
  slow.length === 0
    ? `--help and scan start within ${LIMIT_MS} ms of processor time`
    : `commands that start in more than ${LIMIT_MS} ms of processor time: ${slow.join(', ')}`,
);
process.exitCode = slow.length === 0 ? 0 : 1;

/** Measures the projects in turn, so that other load affects all of them. */
function measureAll(args: readonly string[]): Times[] {
  const measured = projects.map((project) => ({
    project,
    processorMs: [] as number[],
    wallMs: [] as number[],
  }));
  // Builds, and writes the code cache.
  for (const { project } of measured) measure(project, args);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { project, processorMs, wallMs } of measured) {
      const sample = measure(project, args);
      processorMs.push(sample.processorMs);
      wallMs.push(sample.wallMs);
    }

  return measured;
}

function measure(project: string, args: readonly string[]): { processorMs: number; wallMs: number } {
  const startedAt = performance.now();
  const { status, output } = spawnSync(
    process.execPath,
    ['--import', REPORT, join(project, 'bin/leakgate.mjs'), ...args],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], encoding: 'utf8' },
  );
  const wallMs = performance.now() - startedAt;
  // `verify` ends with 2 for other rules; 3 is a failure.
  if (status === null || status > 2)
    throw new Error(`${project}: leakgate ${args.join(' ')} ended with ${status}: ${output[2]}`);

  return { processorMs: Number(output[3]), wallMs };
}

function formatTimes(times: readonly number[]): string {
  const ms = (value: number) => `${value.toFixed(0)} ms`.padStart(7);

  return `median ${ms(median(times))}, fastest ${ms(Math.min(...times))}, slowest ${ms(Math.max(...times))}`;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}
