import { reasonOf } from '../model/fault.ts';
import { refusalFault } from './refusals.ts';
import type { Adb } from './shell/adb.ts';
import { cutText } from './shell/lines.ts';
import { quote } from './shell/quote.ts';
import { asUser, probeRoot, type RootDialect } from './shell/root.ts';
import { ShellError, type ShellRunner } from './shell/runner.ts';

/** A command: arguments, which are quoted here, or a raw shell line. */
export type Command = readonly string[] | { raw: string };

/** Access to a phone: its shell, root if the phone is rooted, and the local adb. */
export interface Phone {
  readonly serial: string;
  /** Null on a phone that is not rooted. */
  readonly root: RootDialect | null;
  /** Runs a command as the shell user and resolves to its standard output. */
  shell(command: Command, options?: ShellOptions): Promise<string>;
  /** Runs a command as root and resolves to its standard output; throws on a phone that is not rooted. */
  asRoot(command: Command, options?: ShellOptions): Promise<string>;
  /**
   * Runs a command that changes settings or packages: as root on a rooted phone, as MIUI refuses such commands of the shell user.
   * Throws a {@link Fault} that names the switches of the developer options if the phone refuses the command.
   */
  privileged(command: Command, options?: ShellOptions): Promise<string>;
  /** Runs a command as another UID and resolves to its standard output; throws on a phone that is not rooted. */
  asUser(uid: number, command: Command, options?: ShellOptions): Promise<string>;
  /**
   * Writes a text file as the shell user, in lines of 4 KB at most; the file is replaced at once. `mobile: pushFile` would announce it to every app on the phone
   * (appium-android-driver 14, lib/commands/file-actions.ts: MEDIA_SCANNER_SCAN_FILE).
   */
  write(path: string, text: string): Promise<void>;
  /** Whether a file or folder exists, checked as root on a rooted phone. */
  exists(path: string): Promise<boolean>;
  /** The local adb, for what no session can do: reverse tunnels. */
  readonly adb: Adb;
}

export interface ShellOptions {
  timeoutMs?: number;
}

/** Finds out how this phone becomes root, and combines shell and adb. With `say`, waits for the answer to a root manager's prompt. */
export async function reachPhone(
  serial: string,
  runner: ShellRunner,
  adb: Adb,
  limitScale = 1,
  say?: (text: string) => void,
): Promise<Phone> {
  const root = await probeRoot(runner, say && { say });

  return phoneWith(serial, runner, adb, root, limitScale);
}

/** A {@link Phone} whose dialect of `su` is known. `limitScale` makes the limit of each command longer. */
export function phoneWith(
  serial: string,
  runner: ShellRunner,
  adb: Adb,
  root: RootDialect | null,
  limitScale = 1,
): Phone {
  const run = async (line: string, { timeoutMs = 20_000 }: ShellOptions = {}): Promise<string> =>
    (await runner.run(line, timeoutMs * limitScale)).stdout;
  const runAs = async (uid: number, command: Command, options?: ShellOptions): Promise<string> => {
    const line = lineOf(command);
    if (!root) throw new Error(`the command '${line}' needs root, but ${serial} is not rooted`);

    return await run(asUser(root, line, uid), options);
  };

  return {
    serial,
    root,
    adb,
    shell: (command, options) => run(lineOf(command), options),
    asRoot: (command, options) => runAs(0, command, options),
    async privileged(command, options) {
      const line = lineOf(command);
      try {
        return await (root ? runAs(0, command, options) : run(line, options));
      } catch (error) {
        throw refusalFault(serial, reasonOf(error), error) ?? error;
      }
    },
    asUser: runAs,
    async write(path, text) {
      const parts = cutText(text);
      const unfinished = parts.length === 1 ? path : `${path}.new`;
      for (const [at, part] of parts.entries()) {
        const write = `printf %s ${quote([part])} ${at === 0 ? '>' : '>>'} ${quote([unfinished])}`;
        const isLast = parts.length > 1 && at === parts.length - 1;
        await run(isLast ? `${write} && mv ${quote([unfinished, path])}` : write);
      }
    },
    async exists(path) {
      const raw = `if [ -e ${quote([path])} ]; then echo yes; fi`;

      return (await (root ? runAs(0, { raw }) : run(raw))).trim() === 'yes';
    },
  };
}

function lineOf(command: Command): string {
  return 'raw' in command ? command.raw : quote(command);
}

/** The command's output; undefined if the command ended with a non-zero exit code. */
export async function outputIfAny(running: Promise<string>): Promise<string | undefined> {
  try {
    return await running;
  } catch (error) {
    // A command that fails has no output; a phone that does not answer still throws `HandsetLost`.
    if (error instanceof ShellError) return undefined;
    throw error;
  }
}

/** Runs every step even after a failure, then throws one error that names all failures. */
export async function runAllSteps(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: string[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(reasonOf(error));
    }
  }
  if (failures.length > 0) throw new Error(failures.join('; '));
}
