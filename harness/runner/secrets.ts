import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { makeOwnedFolder } from './owned-folder.ts';

/** The recorder's certificate authority of this run. Its key is never in a capability, an argument or the evidence. */
const secretsSchema = z.object({ key: z.string(), cert: z.string() });
export type Secrets = z.infer<typeof secretsSchema>;

/** Writes the keys of a run to a file that only this user can read, in a folder of its own. */
export async function writeSecrets(run: string, secrets: Secrets): Promise<string> {
  const file = join(await makeOwnedFolder('keys', run), 'ca.json');
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600, flag: 'wx' });

  return file;
}

export async function readSecrets(file: string): Promise<Secrets> {
  return secretsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}
