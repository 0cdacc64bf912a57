import { quote } from './quote.ts';
import { ShellError, type ShellRunner } from './runner.ts';

/**
 * How a phone's shell becomes another user: AOSP's `su 0 cmd`, SuperSU's `su root cmd`, Magisk's `su -c 'cmd'`, or a shell
 * that is already root. Magisk's `-M` stays in the global mount namespace, so that other processes see its mounts.
 */
export type RootDialect = 'already-root' | 'aosp' | 'named' | 'magisk-global' | 'magisk';

const DIALECTS: Record<RootDialect, (line: string, uid: number) => string> = {
  'already-root': (line, uid) => (uid === 0 ? line : quote(['su', String(uid), 'sh', '-c', line])),
  aosp: (line, uid) => quote(['su', String(uid), 'sh', '-c', line]),
  named: (line, uid) => quote(['su', uid === 0 ? 'root' : String(uid), 'sh', '-c', line]),
  'magisk-global': (line, uid) => quote(['su', '-M', '-c', line, ...(uid === 0 ? [] : [String(uid)])]),
  magisk: (line, uid) => quote(['su', '-c', line, ...(uid === 0 ? [] : [String(uid)])]),
};
const ORDER: readonly RootDialect[] = ['already-root', 'aosp', 'magisk-global', 'magisk', 'named'];

/** The line that runs `line` as `uid` (0 is root). */
export function asUser(dialect: RootDialect, line: string, uid: number): string {
  return DIALECTS[dialect](line, uid);
}

/** Tries each dialect with `id -u` until one prints 0; null on a phone that is not rooted. */
export async function probeRoot(shell: ShellRunner): Promise<RootDialect | null> {
  for (const dialect of ORDER) if (await isRoot(shell, dialect)) return dialect;

  return null;
}

async function isRoot(shell: ShellRunner, dialect: RootDialect): Promise<boolean> {
  try {
    const { stdout } = await shell.run(`${DIALECTS[dialect]('id -u', 0)} || true`, 20_000);

    return stdout.trim() === '0';
  } catch (error) {
    // A dialect that the phone does not support ends with a `ShellError`; a lost phone must not count as not rooted.
    if (error instanceof ShellError) return false;
    throw error;
  }
}
