import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Fault, reasonOf } from '../../model/fault.ts';
import { type Change, type JournalRecord, journalSchema } from '../../model/journal.ts';
import type { Phone } from '../phone.ts';

/** Where this machine stores the journal of one phone. */
export interface JournalLocation {
  folder: string;
  serial: string;
  simulated: boolean;
}

/** Path of the journal's copy on the phone. */
export const PHONE_JOURNAL = '/data/local/tmp/leakgate-journal.json';

/** Folder for data that outlives a run: `LEAKGATE_STATE`, or `leakgate` in the XDG state folder. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  return (
    env['LEAKGATE_STATE'] ?? join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'leakgate')
  );
}

/** Folder of the journals in the state folder. */
export function journalFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(stateFolder(env), 'journal');
}

/** Serials of all phones with a journal on this machine. */
export async function serialsWithJournal(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(ifMissing<string[]>([]));
  const serials: string[] = [];
  for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
    const text = await readFile(join(folder, name), 'utf8');
    serials.push(parse(text, join(folder, name)).serial);
  }

  return serials;
}

/** A phone's journal on this machine; undefined where there is none. */
export async function readLocal(
  place: Pick<JournalLocation, 'folder' | 'serial'>,
): Promise<JournalRecord | undefined> {
  const file = fileOf(place);
  const text = await readFile(file, 'utf8').catch(ifMissing(''));

  return text === '' ? undefined : parse(text, file);
}

/** Replaces the journal's file atomically; deletes it for an empty journal. */
export async function writeLocal(place: JournalLocation, changes: readonly Change[]): Promise<void> {
  const file = fileOf(place);
  if (changes.length === 0) return await rm(file, { force: true });
  await mkdir(place.folder, { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(recordOf(place, changes), null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function readOnPhone(phone: Phone): Promise<Change[]> {
  const text = await phone.shell({ raw: `if [ -e ${PHONE_JOURNAL} ]; then cat ${PHONE_JOURNAL}; fi` });

  return text.trim() === '' ? [] : parse(text, `${PHONE_JOURNAL} of ${phone.serial}`).changes;
}

export async function writeOnPhone(
  phone: Phone,
  place: JournalLocation,
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) await phone.shell(['rm', '-f', PHONE_JOURNAL, `${PHONE_JOURNAL}.new`]);
  else await phone.write(PHONE_JOURNAL, JSON.stringify(recordOf(place, changes)));
}

function fileOf(place: Pick<JournalLocation, 'folder' | 'serial'>): string {
  return join(place.folder, `${encodeURIComponent(place.serial)}.json`);
}

function recordOf({ serial, simulated }: JournalLocation, changes: readonly Change[]): JournalRecord {
  return { schema: 'leakgate/journal@1', serial, simulated, changes: [...changes] };
}

function parse(text: string, where: string): JournalRecord {
  try {
    return journalSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Fault(`the journal of changes ${where} cannot be read: ${reasonOf(error)}`, {
      fix: 'look up the changes that the journal lists, undo them yourself, then delete the journal',
      cause: error,
    });
  }
}

function ifMissing<T>(fallback: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return fallback;
    throw error;
  };
}
