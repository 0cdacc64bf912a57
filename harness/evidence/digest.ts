import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Fault, reasonOf } from '../model/fault.ts';

/** SHA-256 of a file, lowercase hex. @throws {Fault} where it cannot be read */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (error) {
    throw new Fault(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }

  return hash.digest('hex');
}

/**
 * SHA-256 of every file in a folder and its subfolders, by path with `/`, sorted. `except` names files to leave out.
 */
export async function digestsOf(
  dir: string,
  except: readonly string[] = [],
): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !except.includes(path))
    .sort();
  const digests: Record<string, string> = {};
  for (const path of paths) digests[path] = await sha256OfFile(join(dir, path));

  return digests;
}
