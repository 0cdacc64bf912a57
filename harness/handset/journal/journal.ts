import { reasonOf } from '../../model/fault.ts';
import type { Change, ChangeKindName } from '../../model/journal.ts';
import type { Phone } from '../phone.ts';
import { HandsetLost } from '../shell/runner.ts';
import type { ChangeOf, NewChange } from './kind.ts';
import { describeChange, undoChange } from './kinds.ts';
import { readLocal, readOnPhone, type Shelf, writeLocal, writeOnPhone } from './shelves.ts';

/** What was changed on one phone, kept so that it can be undone after any crash. */
export interface Journal {
  /** Changes that are not undone yet, oldest first. */
  pending(): readonly Change[];
  /** Writes the change down, here and on the phone, and only then makes it. A change that failed stays written. */
  make<K extends ChangeKindName>(
    kind: K,
    change: NewChange<K>,
    act: () => Promise<void>,
  ): Promise<ChangeOf<K>>;
  /** Undoes one change now. */
  undo(change: Change): Promise<void>;
  /** Undoes everything in reverse. Goes on where one thing fails, and keeps that written. */
  restore(): Promise<Restored>;
}

export interface Restored {
  undone: string[];
  /** What could not be undone, each with the reason. */
  failed: { what: string; why: string }[];
}

/**
 * Opens the journal of a phone: what this machine's copy says, and what the phone's own copy says
 * (a run on another machine may have left it).
 *
 * @param folder where this machine keeps its journals
 * @param simulated whether the phone takes its changes with it when it ends
 */
export async function openJournal(phone: Phone, folder: string, simulated = false): Promise<Journal> {
  const shelf: Shelf = { folder, serial: phone.serial, simulated };
  const byId = new Map<string, Change>();
  const here = (await readLocal(shelf))?.changes ?? [];
  for (const change of [...here, ...(await readOnPhone(phone))]) byId.set(change.id, change);
  let changes = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

  const save = async (): Promise<void> => {
    await writeLocal(shelf, changes);
    await writeOnPhone(phone, shelf, changes);
  };
  const undo = async (change: Change): Promise<void> => {
    await undoChange(phone, change);
    changes = changes.filter((other) => other.id !== change.id);
    await save();
  };

  return {
    pending: () => changes,
    async make(kind, change, act) {
      // The parts are those of exactly this kind; TypeScript cannot follow that through the union.
      const written = {
        ...change,
        kind,
        id: nextId(changes),
        at: new Date().toISOString(),
      } as unknown as ChangeOf<typeof kind>;
      changes = [...changes, written];
      await save();
      await act();

      return written;
    },
    undo,
    async restore() {
      const restored: Restored = { undone: [], failed: [] };
      let lost: string | undefined;
      for (const change of changes.toReversed()) {
        const what = describeChange(change);
        try {
          // Nobody answers any more: each further try would wait for nothing.
          if (lost !== undefined) throw new Error(lost);
          await undo(change);
          restored.undone.push(what);
        } catch (error) {
          if (error instanceof HandsetLost) lost = error.message;
          restored.failed.push({ what, why: reasonOf(error) });
        }
      }

      return restored;
    },
  };
}

/** Sorts after every id there is: milliseconds, and a counter for changes of the same moment. */
function nextId(changes: readonly Change[]): string {
  const stamp = (ms: number, count: number): string =>
    `${String(ms).padStart(15, '0')}-${String(count).padStart(4, '0')}`;
  const last = changes.at(-1)?.id ?? '';
  const now = stamp(Date.now(), 0);
  if (now > last) return now;
  const [ms = '0', count = '0'] = last.split('-');

  return stamp(Number(ms), Number(count) + 1);
}
