import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** The recorder's certificate authority of this run. Its key never stands in a capability, an argument or the evidence. */
const secretsSchema = z.object({ key: z.string(), cert: z.string() });
export type Secrets = z.infer<typeof secretsSchema>;

/** Writes the keys of a run to a file that only this user can read, in a folder of its own. */
export async function keepSecrets(run: string, secrets: Secrets): Promise<string> {
  const folder = folderOf(run);
  await mkdir(folder, { mode: 0o700 });
  const file = join(folder, 'ca.json');
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600, flag: 'wx' });

  return file;
}

/** Removes the keys of a run; whoever ends a run can, also where its launcher died. */
export async function forgetSecrets(run: string): Promise<void> {
  await rm(folderOf(run), { recursive: true, force: true });
}

function folderOf(run: string): string {
  return join(tmpdir(), `leakgate-keys-${run}`);
}

export async function readSecrets(file: string): Promise<Secrets> {
  return secretsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}
