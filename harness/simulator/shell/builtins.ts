import type { Writable } from 'node:stream';
import { NotModelled } from './command.ts';
import { absolutePath, type Environment } from './environment.ts';

/** `exit`, and the end of `exec`. */
export class ShellExit extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

interface BuiltinIo {
  stdout: Writable;
  stderr: Writable;
  run(program: readonly string[]): Promise<number>;
}

type Builtin = (args: readonly string[], environment: Environment, io: BuiltinIo) => Promise<number> | number;

/** What a shell does itself, as it changes the shell. */
const BUILTINS: Record<string, Builtin> = {
  ':': () => 0,
  cd: changeFolder,
  exit(args, environment) {
    throw new ShellExit(Number(args[0] ?? environment.lastStatus) & 0xff);
  },
  async exec(args, _environment, io) {
    if (args.length === 0) return 0;
    throw new ShellExit(await io.run(args));
  },
  export: exportVariables,
  async command(args, _environment, io) {
    if (args[0] === '-v') return await io.run(['which', ...args.slice(1)]);
    if (args[0]?.startsWith('-') === true) throw new NotModelled(`command ${args[0]}`);

    return await io.run(args);
  },
  shift(_args, environment) {
    environment.positional = environment.positional.slice(1);

    return 0;
  },
  unset(args, environment) {
    for (const name of args) environment.variables.delete(name);

    return 0;
  },
  wait() {
    throw new NotModelled('wait');
  },
};

export function isBuiltin(name: string): boolean {
  return Object.hasOwn(BUILTINS, name);
}

/** Throws {@link ShellExit} where the shell ends. */
export async function runBuiltin(
  name: string,
  args: readonly string[],
  environment: Environment,
  io: BuiltinIo,
): Promise<number> {
  const builtin = BUILTINS[name];
  if (builtin === undefined) throw new NotModelled(name);

  return await builtin(args, environment, io);
}

function changeFolder(args: readonly string[], environment: Environment, io: BuiltinIo): number {
  const wanted = args[0] ?? environment.variables.get('HOME') ?? '/';
  const path = absolutePath(environment, wanted);
  if (environment.files.stat(path)?.kind !== 'directory') {
    io.stderr.write(`${environment.name}: cd: ${wanted}: No such file or directory\n`);
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
