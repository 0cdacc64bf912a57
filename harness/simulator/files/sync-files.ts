import { createReadStream, createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SyncFiles, SyncStat } from '../adbd/sync.ts';
import type { FileStat, FileSystem } from '../device.ts';
import { FileError } from './file-error.ts';
import { parentOf } from './node.ts';
import { SHELL } from './user.ts';
import { filesAs } from './user-files.ts';

const DIRECTORY = 0o040000;
const REGULAR = 0o100000;

/** The files for `adb push` and `adb pull`, as user `shell`. Pushed data is streamed to disk. */
export function createSyncFiles(all: FileSystem, incomingDir: string): SyncFiles {
  const files = filesAs(SHELL, all);
  mkdirSync(incomingDir, { recursive: true });

  return {
    stat(path) {
      const stat = files.stat(path);

      return stat === undefined ? undefined : syncStat(stat);
    },

    list(path) {
      return files.list(path)?.flatMap((name) => {
        const stat = files.stat(`${path}/${name}`);

        return stat === undefined ? [] : [{ name, stat: syncStat(stat) }];
      });
    },

    read(path) {
      if (files.stat(path)?.kind === 'directory') throw new FileError('EISDIR', path);
      const file = files.machineFile(path);
      if (file === undefined) throw new FileError('ENOENT', path);

      return createReadStream(file);
    },

    async write(path, mode, modified, content) {
      const incoming = join(incomingDir, randomBytes(8).toString('hex'));
      try {
        files.makeDirectory(parentOf(path), true);
        await pipeline(content, createWriteStream(incoming));
        files.adopt(path, incoming, { mode, modified: modified() });
      } finally {
        rmSync(incoming, { force: true });
      }
    },
  };
}

function syncStat({ kind, mode, size, modified }: FileStat): SyncStat {
  return { mode: (kind === 'directory' ? DIRECTORY : REGULAR) | mode, size, modified };
}
