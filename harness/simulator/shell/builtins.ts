import type { Writable } from 'node:stream';
import { NotModelled, type Builtin } from './command.ts';
import { leaveLoop } from './loops.ts';
import { absolutePath, type Environment } from './environment.ts';

/** `exit`, and the end of `exec`. */
export class ShellExit extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

export const builtins: readonly Builtin[] = [
  { name: ':', run: () => 0 },
  { name: 'break', run: (args, environment, io) => leaveLoop('break', args, environment, io) },
  { name: 'continue', run: (args, environment, io) => leaveLoop('continue', args, environment, io) },
  { name: 'cd', run: changeFolder },
  {
    name: 'exit',
    run(args, environment) {
      throw new ShellExit(Number(args[0] ?? environment.lastStatus) & 0xff);
    },
  },
  {
    name: 'exec',
    async run(args, _environment, io) {
      if (args.length === 0) return 0;
      throw new ShellExit(await io.run(args));
    },
  },
  { name: 'export', run: exportVariables },
  {
    name: 'command',
    async run(args, _environment, io) {
      if (args[0] === '-v') return await io.run(['which', ...args.slice(1)]);
      if (args[0]?.startsWith('-') === true) throw new NotModelled(`command ${args[0]}`);

      return await io.run(args);
    },
  },
  {
    name: 'shift',
    run(_args, environment) {
      environment.positional = environment.positional.slice(1);

      return 0;
    },
  },
  {
    name: 'unset',
    run(args, environment) {
      for (const name of args) environment.variables.delete(name);

      return 0;
    },
  },
];

function changeFolder(args: readonly string[], environment: Environment, io: { stderr: Writable }): number {
  const folder = args[0] ?? environment.variables.get('HOME') ?? '/';
  const path = absolutePath(environment, folder);
  if (environment.files.stat(path)?.kind !== 'directory') {
    io.stderr.write(`${environment.name}: cd: ${folder}: No such file or directory\n`);
    return 2;
  }
  environment.folder = path;

  return 0;
}

function exportVariables(args: readonly string[], environment: Environment): number {
  for (const arg of args) {
    const [, name = arg, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(arg) ?? [];
    if (value !== undefined) environment.variables.set(name, value);
    environment.exported.add(name);
  }

  return 0;
}
