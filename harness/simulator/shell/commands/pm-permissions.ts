import type { RuntimePermission } from '../../packages/permissions.ts';
import { NotModelled, type Shell } from '../command.ts';

/** A verb of `pm`; resolves to the exit code. */
export type PackageVerb = (args: readonly string[], shell: Shell) => Promise<number> | number;

/** Verbs of `pm` about runtime permissions. Source: AOSP PackageManagerShellCommand. */
export const permissionVerbs: Record<string, PackageVerb> = {
  grant: (args, shell) => change(args, shell, (state) => ({ ...state, granted: true })),
  revoke: (args, shell) => change(args, shell, (state) => ({ ...state, granted: false })),
  'set-permission-flags': (args, shell) =>
    change(args, shell, (state, flags) => ({ ...state, flags: new Set([...state.flags, ...flags]) })),
  'clear-permission-flags': (args, shell) =>
    change(args, shell, (state, flags) => ({
      ...state,
      flags: new Set([...state.flags].filter((flag) => !flags.includes(flag))),
    })),
};

/** The flags that the shell may change, by their option. */
const FLAGS: Record<string, string> = { 'user-set': 'USER_SET', 'user-fixed': 'USER_FIXED' };

function change(
  args: readonly string[],
  shell: Shell,
  next: (state: RuntimePermission, flags: readonly string[]) => RuntimePermission,
): number {
  const [name = '', permission = '', ...options] = args;
  const flags = options.map((option) => {
    const flag = FLAGS[option];
    if (flag === undefined) throw new NotModelled(`pm permission flag ${option}`);

    return flag;
  });
  const { packages } = shell.device;
  if (packages.get(name) === undefined)
    return refuse(shell, `java.lang.IllegalArgumentException: Unknown package: ${name}`);
  const state = packages.permissions.get(name, permission);
  if (state === undefined)
    return refuse(
      shell,
      `java.lang.SecurityException: Package ${name} has not requested permission ${permission}`,
    );
  packages.permissions.set(name, permission, next(state, flags));

  return 0;
}

function refuse(shell: Shell, exception: string): number {
  shell.err(`\nException occurred while executing:\n${exception}\n`);

  return 255;
}
