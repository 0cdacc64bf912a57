import { reasonOf } from '../../model/fault.ts';
import { quote } from './quote.ts';
import { awaitRoot, type PromptOptions } from './root-prompt.ts';
import { ShellError, type ShellRunner } from './runner.ts';

/**
 * How a phone's shell becomes another user: AOSP's `su 0 cmd`, SuperSU's `su root cmd`, the `su` of a root manager (Magisk, KernelSU
 * and their forks), or a shell that is already root.
 */
export type RootDialect = 'already-root' | 'managed-global' | 'managed' | 'aosp' | 'named';

/** The group that may open sockets on kernels with paranoid networking (AOSP android_filesystem_config.h). Managers drop it. */
const INET = '3003';

const DIALECTS: Record<RootDialect, (line: string, uid: number) => string> = {
  'already-root': (line, uid) => (uid === 0 ? line : quote(['su', String(uid), 'sh', '-c', line])),
  // `-M`: in the global mount namespace, so that other processes see its mounts.
  'managed-global': (line, uid) => managed(['-M'], line, uid),
  managed: (line, uid) => managed([], line, uid),
  aosp: (line, uid) => quote(['su', String(uid), 'sh', '-c', line]),
  named: (line, uid) => quote(['su', uid === 0 ? 'root' : String(uid), 'sh', '-c', line]),
};
/** What a manager prints for `su -v`: `28.1:MAGISKSU`, `1.0.3:KernelSU`. AOSP's `su` takes `-v` for a user. */
const MANAGER = /magisk|kernelsu|apatch/i;
const UNMANAGED: readonly RootDialect[] = ['aosp', 'managed-global', 'managed', 'named'];
const MANAGED: readonly RootDialect[] = ['managed-global', 'managed'];
/** A user that is not root, to check that the phone runs a line as that user and not as root. */
const OTHER_UID = 2000;

/** A manager takes everything after `-c` for the command line, so that the user comes before it. */
function managed(options: readonly string[], line: string, uid: number): string {
  const user = uid === 0 ? [] : ['-g', String(uid), '-G', INET, String(uid)];

  return quote(['su', ...options, ...user, '-c', line]);
}

/** The line that runs `line` as `uid` (0 is root). */
export function asUser(dialect: RootDialect, line: string, uid: number): string {
  return DIALECTS[dialect](line, uid);
}

/**
 * Tries each dialect until one runs a line as root and as another user; null on a phone that is not rooted.
 *
 * @param prompt waits for the owner's answer if a root manager asks on the screen
 */
export async function probeRoot(shell: ShellRunner, prompt?: PromptOptions): Promise<RootDialect | null> {
  if (await runsAs(shell, 'already-root', 0)) return 'already-root';
  const version = await outputOf(shell, 'su -v');
  const manager = MANAGER.exec(version ?? '')?.[0];
  if (manager !== undefined && prompt) await awaitRoot(shell, managed([], ROOT_CHECK, 0), manager, prompt);
  // AOSP's form runs as root with a manager too, but in a mount namespace of its own.
  for (const dialect of MANAGER.test(version ?? '') ? MANAGED : UNMANAGED)
    if ((await runsAs(shell, dialect, 0)) && (await runsAs(shell, dialect, OTHER_UID))) return dialect;

  return null;
}

/** The same with a function that resolves to the output of a line, and rejects if the line fails. */
export async function probeRootWith(run: (line: string) => Promise<string>): Promise<RootDialect | null> {
  return await probeRoot({
    async run(command) {
      try {
        return { stdout: await run(command), stderr: '' };
      } catch (error) {
        throw new ShellError({ command, exitCode: 1, stdout: '', stderr: reasonOf(error) });
      }
    },
  });
}

/** The `:` after `id -u` keeps a word that is wrongly appended from being an argument of `id`. */
const ROOT_CHECK = 'id -u; :';

async function runsAs(shell: ShellRunner, dialect: RootDialect, uid: number): Promise<boolean> {
  return (await outputOf(shell, DIALECTS[dialect](ROOT_CHECK, uid))) === String(uid);
}

/** Undefined if the phone does not support the line. A lost phone must not count as not rooted. */
async function outputOf(shell: ShellRunner, line: string): Promise<string | undefined> {
  try {
    return (await shell.run(`${line} || true`, 20_000)).stdout.trim();
  } catch (error) {
    if (error instanceof ShellError) return undefined;
    throw error;
  }
}
