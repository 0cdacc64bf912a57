import { AndroidError } from '../../device.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';
import { parseOptions } from '../options.ts';

export const mountCommands: readonly Command[] = [
  { names: ['mount'], run: mount },
  { names: ['umount'], run: umount },
];

function mount(args: readonly string[], shell: Shell): number {
  const { flags, rest } = parseOptions('mount', args, 't:o:');
  const options = (flags.get('o') ?? '').split(',').filter(Boolean);
  if (rest.length === 0) return list(shell);
  const [source = '', at = source] = rest;
  if (shell.user.uid !== 0) throw new AndroidError(`'${source}'->'${at}': Permission denied`);
  for (const path of [source, at].slice(flags.get('t') === 'tmpfs' || options.includes('remount') ? 1 : 0))
    if (shell.files.stat(shell.path(path)) === undefined)
      throw new AndroidError(`'${source}'->'${at}': No such file or directory`);
  const bind = options.includes('bind') || options.includes('rbind');
  if (options.includes('remount')) return remount(at, options, shell);
  if (bind) shell.files.mount(shell.path(at), { type: 'bind', from: shell.path(source) });
  else if (flags.get('t') === 'tmpfs') shell.files.mount(shell.path(at), { type: 'tmpfs' });
  else throw new NotModelled(`mount ${args.join(' ')}`);

  return 0;
}

/** Android 10 and later: the partitions are verified and cannot be made writable. */
function remount(at: string, options: readonly string[], shell: Shell): number {
  if (options.includes('ro')) throw new NotModelled(`mount -o ${options.join(',')}`);
  if (!shell.files.mounts().some((mounted) => mounted.at === shell.path(at)))
    throw new AndroidError(`'${at}' not in /proc/mounts`);

  throw new AndroidError(`'${at}' is read-only`);
}

function list(shell: Shell): number {
  for (const { at, type } of shell.files.mounts()) shell.out(`${type} on ${at} type ${type} (rw,relatime)\n`);

  return 0;
}

function umount(args: readonly string[], shell: Shell): number {
  const { rest } = parseOptions('umount', args, 'lf');
  for (const at of rest) {
    if (shell.user.uid !== 0) throw new AndroidError(`${at}: Permission denied`);
    if (shell.files.stat(shell.path(at)) === undefined)
      throw new AndroidError(`${at}: No such file or directory`);
    if (!shell.files.unmount(shell.path(at))) throw new AndroidError(`${at}: Invalid argument`);
  }

  return 0;
}
