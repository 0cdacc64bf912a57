import { reasonOf } from '../../../model/fault.ts';
import { type ChaosHandset, startChaosHandset } from './chaos-handset.ts';
import { type HandsetState, readState } from './handset-state.ts';
import { type Cell, type Chunk, chunksOf, nameOfCell } from './matrix.ts';
import type { Results } from './results.ts';
import { LEAKING, runChunk } from './run-chunk.ts';
import { startRun } from '../started-run.ts';

export interface MatrixOptions {
  cells: readonly Cell[];
  handsets: number;
  speed: number;
  results: Results;
  /** Folders of runs in which something was wrong are copied to it. */
  keepIn: string;
  /** Real milliseconds after which no further run is started; cells that did not run have no result. */
  limitMs?: number;
  print(line: string): void;
}

const WARM_UP_MS = 600_000;

/** Runs every cell that has no result yet, on several handsets at once. */
export async function runMatrix({
  cells,
  handsets,
  speed,
  results,
  keepIn,
  limitMs = Infinity,
  print,
}: MatrixOptions): Promise<void> {
  const from = performance.now();
  const hasTime = (): boolean => performance.now() - from < limitMs;
  const missing = cells.filter((cell) => !results.get(nameOfCell(cell)));
  const queue = chunksOf(missing, LEAKING.length);
  const workers = Array.from({ length: Math.min(handsets, queue.length) }, async () => {
    const handset = await startChaosHandset(speed);
    try {
      const before = await warmUp(handset, speed);
      for (let chunk = queue.shift(); chunk && hasTime(); chunk = queue.shift())
        queue.push(...(await runAndKeep(chunk, handset, before)));
    } finally {
      await handset.stop();
    }
  });
  await Promise.all(workers);

  /** @returns chunks of one cell each, where only the whole chunk is known to be wrong */
  async function runAndKeep(chunk: Chunk, handset: ChaosHandset, before: HandsetState): Promise<Chunk[]> {
    const names = chunk.cells.map(nameOfCell).join('; ');
    const begin = performance.now();
    const { results: ofCells, wrong } = await runChunk(chunk, handset, before, { speed, keepIn }).catch(
      (error: unknown) => ({
        results: chunk.cells.map((cell) => ({ cell: nameOfCell(cell), verdict: 'not decided', wrong: [] })),
        wrong: [reasonOf(error)],
      }),
    );
    print(
      `${names}: ${Math.round((performance.now() - begin) / 1000)} s${wrong.length > 0 ? `: ${wrong.join('; ')}` : ''}`,
    );
    if (wrong.length > 0 && chunk.cells.length > 1) return chunk.cells.map((cell) => ({ cells: [cell] }));
    for (const result of ofCells) results.add({ ...result, wrong: [...result.wrong, ...wrong] });

    return [];
  }
}

/** Runs one case, so that what Appium itself leaves on the handset is part of the state that later ones are compared with. */
async function warmUp(handset: ChaosHandset, speed: number): Promise<HandsetState> {
  const run = await startRun([
    '--release',
    'chrome@120',
    '--scenario',
    'visit-typed',
    '--no-twin',
    '--speed',
    String(speed),
    '--handset',
    `sim@${handset.port}`,
  ]);
  try {
    await run.ended(WARM_UP_MS);

    return await readState(handset.shell);
  } finally {
    await run.remove();
  }
}
