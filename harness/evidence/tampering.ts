import { join } from 'node:path';
import { digestsOf } from './digest.ts';

/** What differs between a case's folder and the digests that were written down: a sentence each, naming the file. */
export async function findTampering(
  dir: string,
  recorded: Readonly<Record<string, string>>,
): Promise<string[]> {
  const present = await digestsOf(dir).catch(() => undefined);
  if (!present) return [`${dir} is missing or cannot be read`];
  const complaints: string[] = [];
  for (const [path, sha256] of Object.entries(recorded)) {
    const now = present[path];
    if (now === undefined) complaints.push(`${join(dir, path)} is missing`);
    else if (now !== sha256)
      complaints.push(`${join(dir, path)} was changed: SHA-256 ${now}, recorded ${sha256}`);
  }
  for (const path of Object.keys(present))
    if (path !== 'case.json' && !(path in recorded))
      complaints.push(`${join(dir, path)} was added after the case`);

  return complaints;
}
