import type { FileAttributes } from '../../device.ts';
import { FileError } from '../../files/file-error.ts';
import { idOf, nameOfId } from '../../files/user.ts';
import { AndroidError } from '../../device.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';
import { parseOptions } from '../options.ts';

export const ownershipCommands: readonly Command[] = [
  { names: ['chmod'], run: (args, shell) => change('chmod', args, shell, ofMode) },
  { names: ['chown'], run: (args, shell) => change('chown', args, shell, ofOwner) },
  { names: ['chcon'], run: (args, shell) => change('chcon', args, shell, (context) => ({ context })) },
];

function change(
  name: string,
  args: readonly string[],
  shell: Shell,
  attributesOf: (value: string) => Partial<FileAttributes>,
): number {
  const { flags, rest } = parseOptions(name, args, 'Rhv');
  const [value, ...paths] = rest;
  if (value === undefined || paths.length === 0) throw new AndroidError('Need 2 arguments');
  const attributes = attributesOf(value);
  for (const path of paths) apply(shell.path(path), attributes, flags.has('R'), shell);

  return 0;
}

function apply(path: string, attributes: Partial<FileAttributes>, recursive: boolean, shell: Shell): void {
  const stat = shell.files.stat(path);
  if (stat === undefined) throw new FileError('ENOENT', path);
  shell.files.setAttributes(path, attributes);
  if (recursive && stat.kind === 'directory')
    for (const child of shell.files.list(path) ?? []) apply(`${path}/${child}`, attributes, true, shell);
}

function ofMode(value: string): Partial<FileAttributes> {
  if (!/^[0-7]{1,5}$/.test(value)) throw new NotModelled(`chmod ${value}`);

  return { mode: Number.parseInt(value, 8) };
}

/** `owner`, `owner:group`, `owner.group`, `:group` */
function ofOwner(value: string): Partial<FileAttributes> {
  const [owner = '', group] = value.split(/[:.]/);

  return {
    ...(owner === '' ? {} : { owner: knownName(owner) }),
    ...(group === undefined || group === '' ? {} : { group: knownName(group) }),
  };
}

function knownName(name: string): string {
  const id = idOf(name);
  if (id === undefined) throw new AndroidError(`bad user '${name}'`);

  return nameOfId(id);
}
