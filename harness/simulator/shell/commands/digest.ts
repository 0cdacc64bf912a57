import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { FileError } from '../../files/file-error.ts';
import type { Command, Shell } from '../command.ts';
import { parseOptions } from '../options.ts';

export const digestCommands: readonly Command[] = [{ names: ['sha256sum'], run: digest }];

async function digest(args: readonly string[], shell: Shell): Promise<number> {
  const { flags, rest } = parseOptions('sha256sum', args, 'b');
  for (const path of rest.length === 0 ? ['-'] : rest) {
    const hash = createHash('sha256');
    const absolute = shell.path(path);
    const file = path === '-' ? undefined : shell.files.machineFile(absolute);
    if (path === '-') await pipeline(shell.stdin, hash);
    else if (file !== undefined) await pipeline(createReadStream(file), hash);
    // A folder has no bytes to read, and toybox reports no error.
    else if (shell.files.stat(absolute) === undefined) throw new FileError('ENOENT', path);
    shell.out(flags.has('b') ? `${hash.digest('hex')}\n` : `${hash.digest('hex')}  ${path}\n`);
  }

  return 0;
}
