import type { Readable, Writable } from 'node:stream';
import type { Device } from '../device.ts';
import type { ImageFiles } from '../files/file-system.ts';
import type { User } from '../files/user.ts';
import type { System } from '../system/system.ts';
import type { Environment } from './environment.ts';

/** A program of the handset. All have this shape; `command-table.ts` lists them. */
export interface Command {
  /** What it is called by, e.g. `['am']`. */
  readonly names: readonly string[];
  /** `args` without the name. Resolves to the exit code. */
  run(args: readonly string[], shell: Shell): Promise<number> | number;
}

/** What the shell does itself, as it changes the shell. */
export interface Builtin {
  readonly name: string;
  /** Resolves to the exit code. Throws a `ShellExit` where the shell ends. `io.run` runs a program. */
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
}

/** What a command sees of the shell that runs it. */
export interface Shell extends Machine {
  readonly user: User;
  /** As the user may touch them, with the mounts of the user's namespace. */
  readonly files: ImageFiles;
  /** The name it was called by. */
  readonly name: string;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Aborted when whoever reads the output has gone. */
  readonly hangup: AbortSignal;
  /** Writes to stdout. */
  out(text: string | Uint8Array): void;
  /** Writes to stderr. */
  err(text: string): void;
  /** An absolute path. */
  path(given: string): string;
  variable(name: string): string | undefined;
  /** Runs another script, or another program, in a shell of its own. */
  runScript(script: string, as?: RunAs): Promise<number>;
  runProgram(words: readonly string[], as?: RunAs): Promise<number>;
}

export interface RunAs {
  user?: User;
  /** A mount namespace, without anybody's permissions applied. */
  namespace?: ImageFiles;
  name?: string;
  positional?: readonly string[];
  /** Run on when the reader has gone. */
  detached?: AbortSignal;
}

/** A program, flag or subcommand that a phone has and this handset does not. It ends the command with 127 and is reported. */
export class NotModelled extends Error {
  override readonly name = 'NotModelled';
}

/** The exit code of a command that the shell does not find, and of what is not modelled. */
export const NOT_FOUND = 127;
