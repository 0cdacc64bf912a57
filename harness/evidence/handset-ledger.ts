import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Canary } from '../model/canary.ts';
import { Fault, reasonOf } from '../model/fault.ts';
import { type LedgerEntry, ledgerSchema } from '../model/ledger.ts';

/** How many canaries a handset's ledger has room for: some 150 cases with their controls and twins. */
const LEDGER_ROOM = 1000;

/** A handset's own ledger, as this machine keeps it. */
const handsetLedgerSchema = ledgerSchema.extend({
  serial: z.string(),
  /** Canaries that there was no more room for; nothing is searched for them. */
  forgotten: z.number().int().nonnegative(),
  /** The folder of each run that an entry names, by the run's id. */
  runs: z.record(z.string(), z.string()),
});
type LedgerFile = z.infer<typeof handsetLedgerSchema>;

interface Minter {
  run: string;
  case: string;
}

/** Every canary ever minted for one handset, in a file that is written before a canary can be used. */
export interface HandsetLedger {
  /** Writes down canaries that are about to be used. */
  add(by: Minter, use: LedgerEntry['use'], canaries: readonly Canary[]): void;
  /** From when on private mode was proven for canaries of a case; the first time counts. */
  prove(by: Minter, canaries: readonly string[], at: string): void;
  /** What the exchanges of a case are searched for besides its own canaries: its twin's, and the history of others; oldest first. */
  beside(by: Minter): LedgerEntry[];
  /** What any case planted and would be a leak if it left late. */
  history(): LedgerEntry[];
  find(by: Minter, canary: string): LedgerEntry | undefined;
  /** Where the run of an entry is; undefined where nobody wrote it down. */
  folderOf(run: string): string | undefined;
  forgotten(): number;
}

/**
 * Opens the ledger of a handset for a run; it is made where there is none. Only one worker at a time has a handset, so nobody
 * else writes meanwhile. Written synchronously: minting a canary is.
 *
 * @param run the run that is going on, and its folder
 * @throws {Fault} where the file is there and cannot be read: to begin anew would forget canaries
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

/** What would be a leak if it left late: neither what a page sends itself, nor what a twin planted in normal mode. */
function isHistory({ canary, use }: LedgerEntry): boolean {
  return use === 'case' && canary.role !== 'control';
}

/** Empties the ledger of a handset that is a new one, though it has a serial that was there before. */
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
      fix: 'move it away: canaries of earlier cases are then searched for no more',
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
