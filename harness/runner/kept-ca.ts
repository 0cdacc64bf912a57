import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import writeFileAtomic from 'write-file-atomic';
import {
  type CertificateAuthority,
  certificateAuthorityFrom,
  createLastingAuthority,
} from '../capture/certificate-authority.ts';
import { stateFolder } from '../handset/journal/storage.ts';
import { counted } from '../model/counted.ts';
import { Fault, reasonOf } from '../model/fault.ts';

/** How long a kept CA is valid. */
export const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

const keptSchema = z.object({
  schema: z.literal('leakgate/ca@1'),
  serial: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  key: z.string(),
  cert: z.string(),
});

/** A CA of one phone, which is used in each run on it until it expires. */
export interface KeptCa {
  serial: string;
  createdAt: string;
  expiresAt: string;
  /** The file with the key, which only this user can read. */
  file: string;
  ca: CertificateAuthority;
}

/** In the state folder, outside of every run, so that no bundle of a run has a key. */
function keptFolder(): string {
  return join(stateFolder(), 'ca');
}

/**
 * Creates the CA of a phone. Throws a Fault if the phone has one that is still valid, or on a CI machine, where the key would end up in a
 * cache or an image.
 */
export async function createKeptCa(serial: string, env: NodeJS.ProcessEnv = process.env): Promise<KeptCa> {
  if (env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false')
    throw new Fault('no CA is kept on a CI machine, where its key could end up in a cache or an image', {
      fix: 'use a rooted phone or an emulator there: each run then makes a CA of its own',
    });
  const existing = await readKeptCa(serial);
  if (existing && !hasExpired(existing))
    throw new Fault(`${serial} has a CA already; it is valid until ${dayOf(existing.expiresAt)}`, {
      fix: `use that one, or delete ${existing.file} and remove the certificate from the phone`,
    });
  const created = new Date();
  const { key, cert } = createLastingAuthority(serial, KEPT_DAYS);
  const record: z.infer<typeof keptSchema> = {
    schema: 'leakgate/ca@1',
    serial,
    createdAt: created.toISOString(),
    expiresAt: new Date(created.getTime() + KEPT_DAYS * DAY_MS).toISOString(),
    key,
    cert,
  };
  await mkdir(keptFolder(), { recursive: true, mode: 0o700 });
  const file = fileOf(serial);
  await rm(file, { force: true });
  await writeFileAtomic(file, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });

  return { ...record, file, ca: certificateAuthorityFrom({ key, cert }) };
}

/** The CA of a phone; undefined if it has none. Throws a Fault if its file cannot be read. */
export async function readKeptCa(serial: string): Promise<KeptCa | undefined> {
  const file = fileOf(serial);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { key, cert, ...record } = keptSchema.parse(JSON.parse(text));

    return { ...record, file, ca: certificateAuthorityFrom({ key, cert }) };
  } catch (error) {
    throw new Fault(`the CA in ${file} cannot be read: ${reasonOf(error)}`, {
      fix: `delete that file, then create a CA anew: leakgate ca create --handset ${serial}`,
      cause: error,
    });
  }
}

/** The CA of a phone, valid; undefined if it has none. Throws a Fault if it has expired. */
export async function validCaOf(serial: string): Promise<KeptCa | undefined> {
  const kept = await readKeptCa(serial);
  if (kept && hasExpired(kept))
    throw new Fault(`the CA of ${serial} has expired on ${dayOf(kept.expiresAt)}`, {
      fix: `remove its certificate from the phone, then: leakgate ca create --handset ${serial}`,
    });

  return kept;
}

/** Its age, its end, and that it is to be removed, for every run that uses it. */
export function describeKeptCa({ serial, createdAt, expiresAt }: KeptCa, now = Date.now()): string {
  const days = Math.floor((now - Date.parse(createdAt)) / DAY_MS);

  return `${serial} uses the CA that is kept for it: ${counted(days, 'day')} old, valid until ${dayOf(expiresAt)}. A program that has its key can read what the phone sends: remove it from the phone after the last run: Settings > Security > Encryption & credentials > User credentials`;
}

function hasExpired({ expiresAt }: KeptCa): boolean {
  return Date.parse(expiresAt) <= Date.now();
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}

function fileOf(serial: string): string {
  return join(keptFolder(), `${encodeURIComponent(serial)}.json`);
}
