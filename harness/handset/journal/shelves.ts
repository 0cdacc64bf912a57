import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Fault, reasonOf } from '../../model/fault.ts';
import { type Change, type JournalRecord, journalSchema } from '../../model/journal.ts';
import type { Phone } from '../phone.ts';

/** Where this machine keeps the journal of one phone. */
export interface Shelf {
  folder: string;
  serial: string;
  simulated: boolean;
}

/** The journal's copy on the phone itself. */
export const ON_PHONE = '/data/local/tmp/leakgate-journal.json';

/** Where this machine keeps what outlives a run: `LEAKGATE_STATE`, or `leakgate` in the XDG state folder. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  return (
    env['LEAKGATE_STATE'] ?? join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'leakgate')
  );
}

/** The journals of its phones. */
export function journalFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(stateFolder(env), 'journal');
}

/** Serials of the phones that this machine has a journal of. */
export async function journalledSerials(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(absent<string[]>([]));
  const serials: string[] = [];
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const text = await readFile(join(folder, name), 'utf8');
    serials.push(parse(text, join(folder, name)).serial);
  }

  return serials;
}

/** The journal of a phone as this machine has it; undefined where it has none. */
export async function readLocal(shelf: Pick<Shelf, 'folder' | 'serial'>): Promise<JournalRecord | undefined> {
  const file = fileOf(shelf);
  const text = await readFile(file, 'utf8').catch(absent(''));

  return text === '' ? undefined : parse(text, file);
}

/** Replaces the file in one step; an empty journal is no file. */
export async function writeLocal(shelf: Shelf, changes: readonly Change[]): Promise<void> {
  const file = fileOf(shelf);
  if (changes.length === 0) return await rm(file, { force: true });
  await mkdir(shelf.folder, { recursive: true });
  await writeFile(`${file}.new`, textOf(shelf, changes), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function readOnPhone(phone: Phone): Promise<Change[]> {
  const text = await phone.shell({ raw: `if [ -e ${ON_PHONE} ]; then cat ${ON_PHONE}; fi` });

  return text.trim() === '' ? [] : parse(text, `${ON_PHONE} of ${phone.serial}`).changes;
}

export async function writeOnPhone(phone: Phone, shelf: Shelf, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) await phone.shell(['rm', '-f', ON_PHONE]);
  else await phone.write(ON_PHONE, textOf(shelf, changes));
}

function fileOf(shelf: Pick<Shelf, 'folder' | 'serial'>): string {
  return join(shelf.folder, `${encodeURIComponent(shelf.serial)}.json`);
}

function textOf({ serial, simulated }: Shelf, changes: readonly Change[]): string {
  const record: JournalRecord = { schema: 'leakgate/journal@1', serial, simulated, changes: [...changes] };

  return `${JSON.stringify(record, null, 2)}\n`;
}

function parse(text: string, where: string): JournalRecord {
  try {
    return journalSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Fault(`the journal ${where} cannot be read: ${reasonOf(error)}`, {
      fix: 'look at what it says was changed, undo that by hand, then delete the file',
      cause: error,
    });
  }
}

function absent<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead;
    throw error;
  };
}
