import type { FileStat } from '../../device.ts';
import { FileError } from '../../files/file-error.ts';
import { nameOf } from '../../files/node.ts';
import { idOf } from '../../files/user.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';
import { parseOptions } from '../options.ts';

export const listingCommands: readonly Command[] = [
  { names: ['ls'], run: ls },
  { names: ['stat'], run: stat },
];

function ls(args: readonly string[], shell: Shell): number {
  const { flags, rest } = parseOptions('ls', args, 'aAd1lZtp');
  const paths = rest.length === 0 ? ['.'] : rest;
  let status = 0;
  for (const path of paths) {
    const found = shell.files.stat(shell.path(path));
    if (found === undefined) {
      shell.err(`ls: ${path}: No such file or directory\n`);
      status = 1;
      continue;
    }
    const folder = found.kind === 'directory' && !flags.has('d');
    const names = folder ? namesIn(path, flags, shell) : [path];
    if (folder && paths.length > 1) shell.out(`${path}:\n`);
    if (folder && flags.has('l')) shell.out(`total ${names.length * 4}\n`);
    for (const name of names) {
      const entry = folder ? shell.files.stat(shell.path(`${path}/${name}`)) : found;
      if (entry !== undefined) shell.out(`${entryLine(name, entry, flags)}\n`);
    }
  }

  return status;
}

function namesIn(path: string, flags: ReadonlyMap<string, string>, shell: Shell): string[] {
  const names = (shell.files.list(shell.path(path)) ?? []).filter(
    (name) => flags.has('a') || flags.has('A') || !name.startsWith('.'),
  );
  if (!flags.has('t')) return names;
  const age = (name: string) => shell.files.stat(shell.path(`${path}/${name}`))?.modified ?? 0;

  return names.toSorted((a, b) => age(b) - age(a));
}

function entryLine(name: string, entry: FileStat, flags: ReadonlyMap<string, string>): string {
  const { mode, owner, group, size, modified, context } = entry;
  const shown = flags.has('p') && entry.kind === 'directory' ? `${name}/` : name;
  const label = flags.has('Z') ? `${context} ` : '';
  if (!flags.has('l')) return label + shown;

  return `${modeText(entry.kind, mode)} 1 ${owner} ${group} ${label}${size} ${dateOf(modified)} ${shown}`;
}

/** `-rw-r--r--` */
function modeText(kind: FileStat['kind'], mode: number): string {
  const bits = [...'rwxrwxrwx'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-'));
  if (mode & 0o1000) bits[8] = bits[8] === 'x' ? 't' : 'T';

  return (kind === 'directory' ? 'd' : '-') + bits.join('');
}

/** `2026-11-22 17:33` */
function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

function stat(args: readonly string[], shell: Shell): number {
  const { flags, rest } = parseOptions('stat', args, 'c:Lt');
  const format = flags.get('c');
  if (format === undefined) throw new NotModelled('stat without -c');
  for (const path of rest) {
    const found = shell.files.stat(shell.path(path));
    if (found === undefined) throw new FileError('ENOENT', path);
    shell.out(`${format.replace(/%(.)/g, (_, letter: string) => fieldOf(letter, path, found))}\n`);
  }

  return 0;
}

function fieldOf(letter: string, path: string, found: FileStat): string {
  const fields: Record<string, string> = {
    a: found.mode.toString(8),
    A: modeText(found.kind, found.mode),
    C: found.context,
    F: found.kind === 'directory' ? 'directory' : 'regular file',
    g: String(idOf(found.group) ?? 0),
    G: found.group,
    n: nameOf(path) === '' ? path : path,
    s: String(found.size),
    u: String(idOf(found.owner) ?? 0),
    U: found.owner,
    Y: String(found.modified),
    '%': '%',
  };
  const field = fields[letter];
  if (field === undefined) throw new NotModelled(`stat -c %${letter}`);

  return field;
}
