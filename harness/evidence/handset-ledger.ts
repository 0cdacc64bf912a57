import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Canary } from '../model/canary.ts';
import { Fault, reasonOf } from '../model/fault.ts';
import { type LedgerEntry, ledgerSchema } from '../model/ledger.ts';

/** Canaries that a handset ledger keeps: about 150 cases with their controls and twins. */
const LEDGER_ROOM = 1000;

/** The handset ledger as stored on this machine. */
const handsetLedgerSchema = ledgerSchema.extend({
  serial: z.string(),
  /** Canaries that were dropped because the ledger was full; nothing is searched for them. */
  forgotten: z.number().int().nonnegative(),
  /** The folder of each run that an entry names, by run id. */
  runs: z.record(z.string(), z.string()),
});
type LedgerFile = z.infer<typeof handsetLedgerSchema>;

interface Minter {
  run: string;
  case: string;
}

/** Every canary that was generated for one handset. The file is written before a canary can be used. */
export interface HandsetLedger {
  /** Stores canaries that are about to be used. */
  add(by: Minter, use: LedgerEntry['use'], canaries: readonly Canary[]): void;
  /** Stores when private mode was proven for canaries of a case; the first time counts. */
  prove(by: Minter, canaries: readonly string[], at: string): void;
  /**
   * What a case's exchanges are searched for besides its own canaries: its twin's and those of other cases; oldest
   * first.
   */
  beside(by: Minter): LedgerEntry[];
  /** Canaries of all cases that would be a leak if they were sent late. */
  history(): LedgerEntry[];
  find(by: Minter, canary: string): LedgerEntry | undefined;
  /** The folder of an entry's run; undefined where it was not stored. */
  folderOf(run: string): string | undefined;
  forgotten(): number;
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
  options: { room?: number; now?: () => Date } = {},
): HandsetLedger {
  const { room = LEDGER_ROOM, now = () => new Date() } = options;
  const file = fileOf(folder, serial);
  const ledger = read(file, serial);
  ledger.runs[run.id] = run.dir;
  const isBy = (entry: LedgerEntry, by: Minter): boolean => entry.run === by.run && entry.case === by.case;
  const keep = (): void => {
    const tooMany = ledger.entries.length - room;
    if (tooMany > 0) ledger.forgotten += ledger.entries.splice(0, tooMany).filter(isHistory).length;
    const named = new Set([run.id, ...ledger.entries.map((entry) => entry.run)]);
    ledger.runs = Object.fromEntries(Object.entries(ledger.runs).filter(([id]) => named.has(id)));
    write(file, ledger);
  };

  return {
    add(by, use, canaries) {
      const mintedAt = now().toISOString();
      ledger.entries.push(
        ...canaries.map((canary) => ({
          canary,
          use,
          run: by.run,
          case: by.case,
          mintedAt,
          provenFrom: null,
        })),
      );
      keep();
    },
    prove(by, canaries, at) {
      for (const entry of ledger.entries)
        if (isBy(entry, by) && canaries.includes(entry.canary.id)) entry.provenFrom ??= at;
      keep();
    },
    beside: (by) =>
      ledger.entries.filter((entry) => (isBy(entry, by) ? entry.use === 'twin' : isHistory(entry))),
    history: () => ledger.entries.filter(isHistory),
    find: (by, canary) => ledger.entries.find((entry) => isBy(entry, by) && entry.canary.id === canary),
    folderOf: (id) => ledger.runs[id],
    forgotten: () => ledger.forgotten,
  };
}

/**
 * Would be a leak if sent late: not a control, which the page sends, and not a twin's, which was used in normal mode.
 */
function isHistory({ canary, use }: LedgerEntry): boolean {
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
    throw new Fault(`the ledger ${file} cannot be read: ${reasonOf(error)}`, {
      fix: 'move it away; traffic is then no longer searched for canaries of earlier cases',
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
