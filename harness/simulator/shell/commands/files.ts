import { AndroidError, type FileStat } from '../../device.ts';
import { FileError } from '../../files/file-error.ts';
import { nameOf } from '../../files/node.ts';
import type { Command, Shell } from '../command.ts';
import { parseOptions } from '../options.ts';

export const fileCommands: readonly Command[] = [
  { names: ['mkdir'], run: mkdir },
  { names: ['rm'], run: rm },
  { names: ['rmdir'], run: rmdir },
  { names: ['cp'], run: cp },
  { names: ['mv'], run: mv },
  { names: ['touch'], run: touch },
];

function mkdir(args: readonly string[], shell: Shell): number {
  const { flags, rest } = parseOptions('mkdir', args, 'pm:');
  for (const path of rest) {
    quotingPath(path, () => shell.files.makeDirectory(shell.path(path), flags.has('p')));
    const mode = flags.get('m');
    if (mode !== undefined) shell.files.setAttributes(shell.path(path), { mode: Number.parseInt(mode, 8) });
  }

  return 0;
}

function rm(args: readonly string[], shell: Shell): number {
  const { flags, rest } = parseOptions('rm', args, 'rRfv');
  const recursive = flags.has('r') || flags.has('R');
  for (const path of rest) {
    const stat = shell.files.stat(shell.path(path));
    if (stat === undefined && flags.has('f')) continue;
    if (stat === undefined) throw new FileError('ENOENT', path);
    if (stat.kind === 'directory' && !recursive) throw new FileError('EISDIR', path);
    shell.files.remove(shell.path(path), recursive);
  }

  return 0;
}

function rmdir(args: readonly string[], shell: Shell): number {
  const { rest } = parseOptions('rmdir', args, '');
  for (const path of rest) {
    const stat = statOf(path, shell);
    if (stat.kind !== 'directory') throw new FileError('ENOTDIR', path);
    shell.files.remove(shell.path(path), false);
  }

  return 0;
}

function cp(args: readonly string[], shell: Shell): number {
  const { flags, rest } = parseOptions('cp', args, 'rRpafd');
  const recursive = ['r', 'R', 'a', 'd'].some((flag) => flags.has(flag));
  const keep = flags.has('p') || flags.has('a');
  const sources = rest.slice(0, -1);
  const target = rest.at(-1) ?? '';
  const intoFolder = shell.files.stat(shell.path(target))?.kind === 'directory';
  if (sources.length > 1 && !intoFolder) throw new FileError('ENOTDIR', target);
  for (const source of sources) {
    if (sourceOf(source, shell).kind === 'directory' && !recursive) throw new FileError('EISDIR', source);
    const name = /(^|\/)\.$/.test(source) ? '' : `/${nameOf(shell.path(source))}`;
    copy(shell.path(source), intoFolder ? shell.path(target + name) : shell.path(target), keep, shell);
  }

  return 0;
}

function copy(from: string, to: string, keep: boolean, shell: Shell): void {
  const { files } = shell;
  const stat = statOf(from, shell);
  const { mode, owner, group, context, modified } = stat;
  const attributes = keep ? { mode, owner, group, context, modified } : { mode };
  if (stat.kind === 'file') {
    files.write(to, files.read(from) ?? new Uint8Array(), files.stat(to) === undefined ? attributes : {});
    return;
  }
  if (files.stat(to) === undefined) files.makeDirectory(to, false);
  if (keep) files.setAttributes(to, attributes);
  for (const name of files.list(from) ?? []) copy(`${from}/${name}`, `${to}/${name}`, keep, shell);
}

function mv(args: readonly string[], shell: Shell): number {
  const { rest } = parseOptions('mv', args, 'f');
  const target = rest.at(-1) ?? '';
  const intoFolder = shell.files.stat(shell.path(target))?.kind === 'directory';
  for (const source of rest.slice(0, -1)) {
    sourceOf(source, shell);
    const name = nameOf(shell.path(source));
    shell.files.move(shell.path(source), intoFolder ? shell.path(`${target}/${name}`) : shell.path(target));
  }

  return 0;
}

function touch(args: readonly string[], shell: Shell): number {
  const { rest } = parseOptions('touch', args, 'am');
  for (const path of rest) {
    const modified = Math.floor(shell.device.clock.now() / 1000);
    quotingPath(path, () => {
      if (shell.files.stat(shell.path(path)) === undefined)
        shell.files.write(shell.path(path), new Uint8Array());
      else shell.files.setAttributes(shell.path(path), { modified });
    });
  }

  return 0;
}

function statOf(path: string, shell: Shell): FileStat {
  const stat = shell.files.stat(shell.path(path));
  if (stat === undefined) throw new FileError('ENOENT', path);

  return stat;
}

/** What `cp` and `mv` read. */
function sourceOf(path: string, shell: Shell): FileStat {
  const stat = shell.files.stat(shell.path(path));
  if (stat === undefined) throw new AndroidError(`bad '${path}': No such file or directory`);

  return stat;
}

/** Some programs of toybox quote the path in their messages. */
function quotingPath(path: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof FileError) throw new AndroidError(`'${path}': ${error.message}`);
    throw error;
  }
}
