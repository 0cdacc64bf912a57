import { type Fault, faults } from './faults.ts';
import { type Moment, moments } from './moments.ts';

/** One fault at one moment of a case. A fault of the whole run has no moment. */
export interface Cell {
  fault: Fault;
  moment: Moment | undefined;
}

/** Cells of one run, on one handset, one after the other. */
export interface Chunk {
  cells: readonly Cell[];
}

/**
 * Every fault with every moment at which it can be caused; faults of a whole run once. In an order in which a run that is interrupted
 * has caused each fault about as often as any other.
 */
export function allCells(): Cell[] {
  const names = Object.keys(moments) as Moment[];
  const runs = faults.flatMap((fault) => (fault.scope === 'run' ? [{ fault, moment: undefined }] : []));
  const rounds = names.map((_, round) =>
    faults.flatMap((fault, at): Cell[] => {
      const moment = names[(at + round) % names.length];

      return fault.scope === 'run' || moment === undefined || fault.not?.includes(moment)
        ? []
        : [{ fault, moment }];
    }),
  );

  return [...runs, ...rounds.flat()];
}

export function nameOfCell({ fault, moment }: Cell): string {
  return moment === undefined ? fault.name : `${fault.name} at ${moment}`;
}

/** Runs with several cells each. Cells that may end their run, or break all of it, have a run of their own. */
export function chunksOf(cells: readonly Cell[], size: number): Chunk[] {
  const chunks: Chunk[] = [];
  let shared: Cell[] = [];
  for (const cell of cells)
    if (cell.fault.scope === 'case') {
      shared.push(cell);
      if (shared.length < size) continue;
      chunks.push({ cells: shared });
      shared = [];
    } else chunks.push({ cells: [cell] });

  return shared.length > 0 ? [...chunks, { cells: shared }] : chunks;
}
