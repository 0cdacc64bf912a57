import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileStat, FileSystem } from '../device.ts';

/** Every file has the context of the system's files, because Linux without SELinux has none. */
const CONTEXT = 'u:object_r:system_file:s0';

/** The files of a phone in a namespace as its first process sees them, to read only. */
export function rootFiles(root: string): FileSystem {
  const reading: Pick<FileSystem, 'read' | 'list' | 'stat'> = {
    read: (path) => orUndefined(() => readFileSync(join(root, path))),
    list: (path) => orUndefined(() => readdirSync(join(root, path))),
    stat: (path) =>
      orUndefined((): FileStat => {
        const stat = statSync(join(root, path));

        return {
          kind: stat.isDirectory() ? 'directory' : 'file',
          size: stat.size,
          mode: stat.mode & 0o7777,
          owner: String(stat.uid),
          group: String(stat.gid),
          context: CONTEXT,
          modified: Math.floor(stat.mtimeMs / 1000),
        };
      }),
  };

  return reading as FileSystem; // nothing writes through it
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
