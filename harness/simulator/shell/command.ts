import type { Readable, Writable } from 'node:stream';
import type { Device } from '../device.ts';
import type { ImageFiles } from '../files/file-system.ts';
import type { User } from '../files/user.ts';
import type { System } from '../system/system.ts';
import type { Environment } from './environment.ts';

/** A program of the handset; `command-table.ts` lists all. */
export interface Command {
  /** The names under which it is called, e.g. `['am']`. */
  readonly names: readonly string[];
  /** `args` without the name. Resolves to the exit code. */
  run(args: readonly string[], shell: Shell): Promise<number> | number;
}

/** A command that the shell runs itself, because it changes the shell. */
export interface Builtin {
  readonly name: string;
  /** Resolves to the exit code. Throws a `ShellExit` to end the shell. `io.run` runs a program. */
  run(
    args: readonly string[],
    environment: Environment,
    io: { stderr: Writable; run(words: readonly string[]): Promise<number> },
  ): Promise<number> | number;
}

/** What all shells of a handset share. */
export interface Machine {
  readonly device: Device;
  readonly system: System;
  /** A program that replaces the handset's own of that name; for tests that compare shells. */
  readonly standIn?: ((name: string) => Command | undefined) | undefined;
}

/** What a command sees of the shell that runs it. */
export interface Shell extends Machine {
  readonly user: User;
  /** The files with the user's permissions and the mounts of the shell's namespace. */
  readonly files: ImageFiles;
  /** The name under which the command was called. */
  readonly name: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Aborted when the reader of the output has disconnected. */
  readonly hangup: AbortSignal;
  /** Writes to stdout. */
  out(text: string | Uint8Array): void;
  /** Writes to stderr. */
  err(text: string): void;
  /** Makes a path absolute. */
  path(path: string): string;
  variable(name: string): string | undefined;
  /** Runs another script, or another program, in a new shell. */
  runScript(script: string, as?: RunAs): Promise<number>;
  runProgram(words: readonly string[], as?: RunAs): Promise<number>;
}

export interface RunAs {
  user?: User;
  /** A mount namespace, without permission checks. */
  namespace?: ImageFiles;
  name?: string;
  positional?: readonly string[];
  /** Continue after the reader has disconnected. */
  detached?: AbortSignal;
}

/** A program, option or subcommand that a phone has and this handset does not. The command ends with 127, and it is reported. */
export class NotModelled extends Error {
  override readonly name = 'NotModelled';
}

/** The exit code of a command that does not exist or is not modelled. */
export const NOT_FOUND = 127;
