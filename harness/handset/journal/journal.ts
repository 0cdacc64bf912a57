import { reasonOf } from '../../model/fault.ts';
import type { Change, ChangeKindName } from '../../model/journal.ts';
import type { Phone } from '../phone.ts';
import { HandsetLost } from '../shell/runner.ts';
import type { ChangeOf, NewChange, NewChangeOfKind } from './kind.ts';
import { describeChange, undoChange } from './kinds.ts';
import { readLocal, readOnPhone, type JournalLocation, writeLocal, writeOnPhone } from './storage.ts';

/** The changes made to one phone, stored so that they can be undone after any crash. */
export interface Journal {
  /** Changes that are not undone yet, oldest first. */
  pending(): readonly Change[];
  /** Stores the change on this machine and on the phone, then makes it with `act`. A change that fails stays stored. */
  make<K extends ChangeKindName>(
    kind: K,
    change: NewChange<K>,
    act: () => Promise<void>,
  ): Promise<ChangeOf<K>>;
  /** Stores several changes at once, then makes them with `act`. Changes stay stored if it fails. */
  makeAll(changes: readonly NewChangeOfKind[], act: () => Promise<void>): Promise<Change[]>;
  /** Undoes one change now. */
  undo(change: Change): Promise<void>;
  /** Undoes everything in reverse. Continues after a failure and keeps the failed change stored. */
  restore(): Promise<RestoreResult>;
}

export interface RestoreResult {
  undone: string[];
  /** Changes that could not be undone, each with the reason. */
  failed: { what: string; why: string }[];
}

/**
 * Opens the journal of a phone from the copy on this machine and the copy on the phone, where a run on another machine may
 * have left it.
 *
 * @param folder the folder of this machine's journals
 * @param simulated whether the phone's changes vanish when it ends
 */
export async function openJournal(phone: Phone, folder: string, simulated = false): Promise<Journal> {
  const place: JournalLocation = { folder, serial: phone.serial, simulated };
  const byId = new Map<string, Change>();
  const localChanges = (await readLocal(place))?.changes ?? [];
  for (const change of [...localChanges, ...(await readOnPhone(phone))]) byId.set(change.id, change);
  let changes = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

  const save = async (): Promise<void> => {
    await writeLocal(place, changes);
    await writeOnPhone(phone, place, changes);
  };
  const undo = async (change: Change): Promise<void> => {
    await undoChange(phone, change);
    changes = changes.filter((other) => other.id !== change.id);
    await save();
  };

  const makeAll: Journal['makeAll'] = async (added, act) => {
    const written: Change[] = [];
    for (const { kind, change } of added) {
      const id = nextId([...changes, ...written]);
      written.push({ ...change, kind, id, at: new Date().toISOString() } as unknown as Change);
    }
    changes = [...changes, ...written];
    await save();
    await act();

    return written;
  };

  return {
    pending: () => changes,
    async make(kind, change, act) {
      const [written] = await makeAll([{ kind, change } as unknown as NewChangeOfKind], act);

      // Each part has changes of exactly this kind; TypeScript cannot follow that through the union.
      return written as unknown as ChangeOf<typeof kind>;
    },
    makeAll,
    undo,
    async restore() {
      const restored: RestoreResult = { undone: [], failed: [] };
      let lost: string | undefined;
      for (const change of changes.toReversed()) {
        const what = describeChange(change);
        try {
          // A lost phone does not answer, so further attempts would only time out.
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

/** Sorts after every existing id: milliseconds, and a counter for changes in the same millisecond. */
function nextId(changes: readonly Change[]): string {
  const stamp = (ms: number, count: number): string =>
    `${String(ms).padStart(15, '0')}-${String(count).padStart(4, '0')}`;
  const last = changes.at(-1)?.id ?? '';
  const now = stamp(Date.now(), 0);
  if (now > last) return now;
  const [ms = '0', count = '0'] = last.split('-');

  return stamp(Number(ms), Number(count) + 1);
}
