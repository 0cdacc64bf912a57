import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PageCaseSpec, writePageRun } from '../harness/cli/testing/page-run.ts';
import { counted } from '../harness/model/counted.ts';
import { startPageBrowser } from '../harness/simulator/testing/page-browser.ts';

// `npm run bench:pages`: a run of many cases, made from recordings: the time to make its reports, the size of its pages, and the time until
// Chromium has loaded the page of the run. Exits with 1 if a limit is exceeded.

const RELEASES = 40;
const SCENARIOS = 20;
const LIMITS = { makeMs: 60_000, bytes: 20_000_000, openMs: 2_000 };
const MB = 1_000_000;
const PROGRAM = join(import.meta.dirname, '../bin/leakgate.mjs');
const RECORDINGS = [
  'default-releases/mint@3.4.0.visit-typed.private',
  'default-releases/mint@3.4.3.search.private',
  'default-releases/mi-browser@12.1.4.visit-typed.private',
  'default-releases/mi-browser@12.1.4.search.private',
  'unvalidated',
];

const specs = Array.from({ length: RELEASES * SCENARIOS }, (_, at): PageCaseSpec => {
  const [release, scenario] = [Math.floor(at / SCENARIOS), at % SCENARIOS];

  return {
    recording: RECORDINGS[at % RECORDINGS.length] ?? '',
    versionName: `3.${release}.0`,
    versionCode: release,
    sha256: createHash('sha256').update(String(release)).digest('hex'),
    scenario: `scenario-${scenario}`,
    expected: ['clean', release % 2 === 0 ? 'leaks' : 'suspect'],
  };
});
const dir = await writePageRun(specs);
const work = await mkdtemp(join(tmpdir(), 'leakgate-bench-'));
const browser = startPageBrowser(work);
try {
  leakgate('report', '--help'); // Builds the program if its sources have changed.
  const reportMs = leakgate('report', dir);
  const singleMs = leakgate('report', dir, '--single-file');
  const page = join(dir, 'index.html');
  await browser.open(page, { width: 1440 }); // The first page of a browser takes longer.
  const { loadMs } = await browser.open(page, { width: 1440 });
  const { size } = await stat(page);
  const single = (await stat(join(dir, 'report/single-file.html'))).size;
  const timelines = await sizeOf(join(dir, 'report/timeline'));
  print(
    `${counted(specs.length, 'case')}: ${counted(RELEASES, 'release')}, ${counted(SCENARIOS, 'scenario')}`,
  );
  print(
    `all reports made in ${(reportMs / 1000).toFixed(1)} s, Allure included (limit ${LIMITS.makeMs / 1000} s)`,
  );
  print(
    `page of the run: ${(size / MB).toFixed(1)} MB (limit ${LIMITS.bytes / MB} MB), loaded in ${Math.round(loadMs)} ms (limit ${LIMITS.openMs} ms)`,
  );
  print(`timelines as HTML and Markdown: ${(timelines / MB).toFixed(1)} MB`);
  print(`single file: ${(single / MB).toFixed(1)} MB, made in ${(singleMs / 1000).toFixed(1)} s`);
  if (reportMs > LIMITS.makeMs || size > LIMITS.bytes || loadMs > LIMITS.openMs) process.exitCode = 1;
} finally {
  await browser.close();
  await rm(work, { recursive: true, force: true });
  await rm(dir, { recursive: true });
}

/** Runs a command as users do. @returns milliseconds until it ended */
function leakgate(...args: string[]): number {
  const from = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`leakgate ${args.join(' ')} ended with ${status}: ${stderr}`);

  return performance.now() - from;
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;

  return bytes;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
