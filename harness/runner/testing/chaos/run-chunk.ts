import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { restorePhone } from '../../../handset/restore.ts';
import { reasonOf } from '../../../model/fault.ts';
import { nameOfRelease } from '../../../model/release.ts';
import type { RunCase } from '../../../model/run.ts';
import { isAlive, type StartedRun, startRun } from '../started-run.ts';
import { breakRun } from './broken-run.ts';
import type { ChaosHandset } from './chaos-handset.ts';
import { differences, type HandsetState, readState } from './handset-state.ts';
import { type Cell, type Chunk, nameOfCell } from './matrix.ts';
import { moments } from './moments.ts';

/** Releases that leak, each at another moment or by another way: `clean` would be false. */
export const LEAKING = [
  { release: 'mi-browser-pro@12.1.3', package: 'com.mi.globalbrowser' },
  { release: 'mint@3.4.0', package: 'com.mi.globalbrowser.mini' },
  { release: 'mint@3.4.3', package: 'com.mi.globalbrowser.mini' },
  { release: 'mint@9.0.0-domain', package: 'com.mi.globalbrowser.mini' },
  { release: 'mint@9.0.0-after-private', package: 'com.mi.globalbrowser.mini' },
  { release: 'mint@9.0.0-after-relaunch', package: 'com.mi.globalbrowser.mini' },
];
/** Leaks nothing, and is planned last: it must be clean whatever happened to the cases before. */
const CONTROL = 'mint@9.0.0-update-check';

/** Real milliseconds for a case, with those of its limits that a fault may use up. */
const CASE_LIMIT_MS = 300_000;
/** Real milliseconds after a verdict in which the phone is being restored. */
const RESTORE_MS = 1_000;
/** Real milliseconds that keepers take to end what a killed run started. */
const END_MS = 20_000;
const DISK_MB = 24;

/** How texts about what was wrong begin, where they are counted. */
export const FALSE_CLEAN = 'a false clean';
export const HANG = 'hangs';
export const STATE = 'state';

/** The result of one cell: what was wrong; empty where nothing was. */
export interface CellResult {
  cell: string;
  verdict: string;
  /** How often the fault changed what the handset did, where that is counted. */
  effects?: number | undefined;
  wrong: string[];
}

/** A chunk's results, and how the handset's state differs from that before. The latter may be due to any cell of the chunk. */
export interface ChunkResult {
  results: CellResult[];
  wrong: string[];
}

/** Runs a chunk on a handset whose state is known, and judges the result. */
export async function runChunk(
  { cells }: Chunk,
  handset: ChaosHandset,
  before: HandsetState,
  { speed, keepIn }: { speed: number; keepIn: string },
): Promise<ChunkResult> {
  const disk = cells.some(({ fault }) => fault.name === 'disk-full') ? await smallDisk() : undefined;
  if (disk && 'failure' in disk)
    return { results: cells.map((cell) => skipped(cell, disk.failure)), wrong: [] };
  const goesOn = cells.every(({ fault }) => fault.scope === 'case');
  const broken = cells.map((cell, at) => ({ cell, ...(LEAKING[at] ?? LEAKING[0]!) }));
  const releases = [...broken.map(({ release }) => release), ...(goesOn ? [CONTROL] : [])];
  const started = await startRun(
    [
      ...releases.flatMap((release) => ['--release', release]),
      '--scenario',
      'visit-typed',
      '--speed',
      String(speed),
      '--handset',
      `sim@${handset.port}`,
    ],
    disk?.folder,
  );
  const wrong: string[] = [];
  let isKept = false;
  try {
    const actions = breakCases(broken, started, handset);
    const ended = await started.ended(releases.length * CASE_LIMIT_MS).catch((error: unknown) => {
      wrong.push(`${HANG}: ${reasonOf(error).split('\n')[0]}`);

      return undefined;
    });
    const notes = await actions;
    wrong.push(...(await processesLeft(started)));
    await handset.shell('dumpsys leakgate chaos off');
    const cases = await readCases(started);
    const results = broken.map(({ cell, release }, at) => resultOf(cell, caseOf(cases, release), notes[at]));
    for (const { wrong: ofCell } of results) if (ofCell.length > 0) isKept = true;
    if (goesOn) {
      const control = caseOf(cases, CONTROL);
      if (!(await isPlannedLast(CONTROL, started))) wrong.push(`${CONTROL} is not planned as the last case`);
      if (control?.verdict !== 'clean')
        wrong.push(`the case after it is ${verdictOf(control)}: ${textsOf(control)}`);
    }
    if (ended?.code === 0) wrong.push('the gate passed');
    await restorePhone(handset.serial, handset.adb, join(started.stateDir, 'journal'));
    wrong.push(...differences(before, await readState(handset.shell)).map((text) => `${STATE}: ${text}`));

    return { results, wrong };
  } finally {
    const folder = join(keepIn, cells.map(nameOfCell).join('; ').replaceAll(' ', '-').slice(0, 200));
    if (isKept || wrong.length > 0) await cp(started.dir, folder, { recursive: true });
    await started.remove();
    await disk?.unmount();
  }
}

/** The processes that the run started and that still run some seconds after its end, even if it was killed. */
async function processesLeft(started: StartedRun): Promise<string[]> {
  const processes = await started.processes().catch(() => undefined); // The run ended before it started any.
  const pids = processes ? [processes.launcher, processes.adb, processes.appium] : [];
  for (let waited = 0; pids.some(isAlive) && waited < END_MS; waited += 200) await sleep(200);

  return pids.filter(isAlive).map((pid) => `process ${pid} of the run was left running`);
}

/** What happened when a fault was caused. */
interface Caused {
  /** Why it could not be caused. */
  failure?: string;
  effects?: number | undefined;
}

/** Causes each fault while the case of its own release runs, in whatever order the run has its cases. */
async function breakCases(
  broken: readonly { cell: Cell; release: string; package: string }[],
  started: StartedRun,
  handset: ChaosHandset,
): Promise<Caused[]> {
  return await Promise.all(
    broken.map(async ({ cell, release, package: name }): Promise<Caused> => {
      const run = breakRun(started, { serial: handset.serial, package: name, shell: handset.shell });
      try {
        await waitFor(cell, release, started);
        await cell.fault.act(run);
        if (!cell.fault.end) return {};
        // The run may end before, or the case may not be run.
        const verdict = awaitVerdict(release, started).catch(() => undefined);
        if (cell.fault.lastsMs === undefined) {
          await verdict;
          await sleep(RESTORE_MS);
        } else await Promise.race([verdict, sleep(cell.fault.lastsMs)]);

        return { effects: await cell.fault.end(run) };
      } catch (error) {
        return { failure: reasonOf(error).split('\n')[0] ?? '' };
      }
    }),
  );
}

async function waitFor({ moment, fault }: Cell, release: string, started: StartedRun): Promise<void> {
  if (fault.scope === 'run' || moment === undefined) return;
  const step = moments[moment];
  if (step !== undefined) return await started.waitForStep(step, release);
  await awaitVerdict(release, started);
}

async function awaitVerdict(release: string, started: StartedRun): Promise<void> {
  await started.waitForProgress(
    (line) => line.kind === 'case-decided' && line.case?.startsWith(`${release}~`) === true,
    'the verdict',
  );
}

function resultOf(cell: Cell, row: RunCase | undefined, caused: Caused | undefined): CellResult {
  const verdict = verdictOf(row);
  const wrong = [
    ...(caused && caused.failure === undefined
      ? []
      : [`the fault could not be caused: ${caused?.failure ?? 'its turn did not come'}`]),
    ...(verdict === 'clean' ? [FALSE_CLEAN] : []),
    ...(row?.verdict == null && cell.fault.scope !== 'ending' ? ['the case was not decided'] : []),
  ];

  return {
    cell: nameOfCell(cell),
    verdict: `${verdict} ${reasonsOf(row)}`.trim(),
    effects: caused?.effects,
    wrong,
  };
}

function caseOf(cases: readonly RunCase[], release: string): RunCase | undefined {
  return cases.find((row) => nameOfRelease(row.release) === release);
}

function verdictOf(row: RunCase | undefined): string {
  return row?.verdict ?? 'not decided';
}

async function isPlannedLast(release: string, { dir }: StartedRun): Promise<boolean> {
  const plan = JSON.parse(await readFile(join(dir, 'plan.json'), 'utf8')) as { batches: { id: string }[] };

  return plan.batches.at(-1)?.id.startsWith(`${release}~`) === true;
}

/** The sentences of the reasons. */
function textsOf(row: RunCase | undefined): string {
  return (row?.reasons ?? []).map(({ code, text }) => `${code} (${text})`).join(', ');
}

function reasonsOf(row: RunCase | undefined): string {
  return (row?.reasons ?? []).map(({ code }) => code).join(', ');
}

/** The cases of `run.json`; none where the harness was killed before it was written. */
async function readCases(started: StartedRun): Promise<readonly RunCase[]> {
  return await started.record().then(
    ({ cases }) => cases,
    () => [],
  );
}

/** A cell that cannot be run on this machine; nothing is known about it. */
function skipped(cell: Cell, why: string): CellResult {
  return { cell: nameOfCell(cell), verdict: `skipped: ${why}`, wrong: [] };
}

/** A folder on a disk of its own, or why this machine has none. */
async function smallDisk(): Promise<{ folder: string; unmount(): Promise<void> } | { failure: string }> {
  const run = promisify(execFile);
  const folder = await mkdtemp(join(tmpdir(), 'leakgate-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'none', folder]);
  } catch (error) {
    await rm(folder, { recursive: true });

    return { failure: `no small disk can be mounted (${reasonOf(error).split('\n').at(-1)?.trim() ?? ''})` };
  }

  return {
    folder,
    async unmount() {
      // Processes of a killed run may keep the disk busy for some seconds; it goes with the last of them.
      await run('umount', ['--lazy', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
