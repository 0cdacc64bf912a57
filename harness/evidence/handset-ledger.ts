import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Canary } from '../model/canary.ts';
import { Fault, reasonOf } from '../model/fault.ts';
import { type LedgerEntry, ledgerSchema } from '../model/ledger.ts';

/** Number of canaries that a handset ledger keeps: about 150 cases with their controls and twins. */
const LEDGER_CAPACITY = 1000;

/** The handset ledger as stored on this machine. */
const handsetLedgerSchema = ledgerSchema.extend({
  serial: z.string(),
  /** Number of canaries that were dropped as the ledger was full: traffic is no longer searched for them. */
  forgotten: z.number().int().nonnegative(),
  /** The folder of each run that an entry names, by run id. */
  runs: z.record(z.string(), z.string()),
});
type LedgerFile = z.infer<typeof handsetLedgerSchema>;

interface CaseReference {
  run: string;
  case: string;
}

/** The handset ledger. A canary is written to disk before it can be used. */
export interface HandsetLedger {
  /** Stores canaries that are about to be used. */
  add(owner: CaseReference, use: LedgerEntry['use'], canaries: readonly Canary[]): void;
  /** Stores when private mode was first proven for canaries of a case; later times are ignored. */
  markProven(owner: CaseReference, canaries: readonly string[], at: string): void;
  /**
   * The canaries that a case's exchanges may contain in addition to its own: its twin's, and those of other cases and
   * their twins, except controls. Oldest first.
   */
  additionalCanaries(owner: CaseReference): LedgerEntry[];
  /** The canaries of all cases that would be a leak if they were sent late. */
  leakableCanaries(): LedgerEntry[];
  findEntry(owner: CaseReference, canary: string): LedgerEntry | undefined;
  /** The folder of an entry's run; undefined where it was not stored. */
  folderOfRun(run: string): string | undefined;
  forgottenCount(): number;
}

/**
 * Opens the ledger of a handset for a run, or creates it. Only one worker at a time uses a handset, so there is one writer.
 * Writes are synchronous because generating a canary is.
 *
 * @param run the current run and its folder
 * @throws {Fault} where the file exists but cannot be read; a new ledger would lose canaries
 */
export function openHandsetLedger(
  folder: string,
  serial: string,
  run: { id: string; dir: string },
  options: { capacity?: number; now?: () => Date } = {},
): HandsetLedger {
  const { capacity = LEDGER_CAPACITY, now = () => new Date() } = options;
  const file = fileOf(folder, serial);
  const ledger = read(file, serial);
  ledger.runs[run.id] = run.dir;
  const isOwnedBy = (entry: LedgerEntry, owner: CaseReference): boolean =>
    entry.run === owner.run && entry.case === owner.case;
  const save = (): void => {
    const tooMany = ledger.entries.length - capacity;
    if (tooMany > 0) ledger.forgotten += ledger.entries.splice(0, tooMany).filter(isLeakIfLate).length;
    const referencedRuns = new Set([run.id, ...ledger.entries.map((entry) => entry.run)]);
    ledger.runs = Object.fromEntries(Object.entries(ledger.runs).filter(([id]) => referencedRuns.has(id)));
    write(file, ledger);
  };

  return {
    add(owner, use, canaries) {
      const mintedAt = now().toISOString();
      ledger.entries.push(
        ...canaries.map((canary) => ({
          canary,
          use,
          run: owner.run,
          case: owner.case,
          mintedAt,
          provenFrom: null,
        })),
      );
      save();
    },
    markProven(owner, canaries, at) {
      for (const entry of ledger.entries)
        if (isOwnedBy(entry, owner) && canaries.includes(entry.canary.id)) entry.provenFrom ??= at;
      save();
    },
    additionalCanaries: (owner) =>
      ledger.entries.filter((entry) =>
        isOwnedBy(entry, owner) ? entry.use === 'twin' : entry.canary.role !== 'control',
      ),
    leakableCanaries: () => ledger.entries.filter(isLeakIfLate),
    findEntry: (owner, canary) =>
      ledger.entries.find((entry) => isOwnedBy(entry, owner) && entry.canary.id === canary),
    folderOfRun: (id) => ledger.runs[id],
    forgottenCount: () => ledger.forgotten,
  };
}

/**
 * Whether a canary would be a leak if sent late. A control would not, as the page sends it; a twin's would not, because it was used in
 * normal mode.
 */
function isLeakIfLate({ canary, use }: LedgerEntry): boolean {
  return use === 'case' && canary.role !== 'control';
}

/** Deletes the ledger of a new handset that reuses an earlier handset's serial. */
export function forgetHandsetLedger(folder: string, serial: string): void {
  rmSync(fileOf(folder, serial), { force: true });
}

function read(file: string, serial: string): LedgerFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;

    return { schema: 'leakgate/ledger@1', serial, forgotten: 0, runs: {}, entries: [] };
  }
  try {
    return handsetLedgerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Fault(`the handset ledger ${file} cannot be read: ${reasonOf(error)}`, {
      fix: 'move the file to another folder; new runs then do not search traffic for canaries of earlier runs',
      cause: error,
    });
  }
}

function write(file: string, ledger: LedgerFile): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(ledger)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function fileOf(folder: string, serial: string): string {
  return join(folder, `${encodeURIComponent(serial)}.json`);
}
