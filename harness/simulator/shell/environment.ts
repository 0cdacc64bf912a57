import type { ImageFiles } from '../files/file-system.ts';
import { filesAs } from '../files/user-files.ts';
import { normalPath } from '../files/node.ts';
import type { User } from '../files/user.ts';

/** The state of a running shell; a subshell has a copy. */
export interface Environment {
  user: User;
  /** The mount namespace, without permission checks. */
  namespace: ImageFiles;
  files: ImageFiles;
  folder: string;
  variables: Map<string, string>;
  exported: Set<string>;
  positional: readonly string[];
  /** `$0`, and the prefix of the shell's messages. */
  name: string;
  lastStatus: number;
  lastJob: number | undefined;
  /** The loops around the current command. */
  loops: number;
  pid: number;
}

export function createEnvironment(user: User, namespace: ImageFiles, pid: number): Environment {
  const variables = new Map([
    ['PATH', '/product/bin:/apex/com.android.runtime/bin:/system/bin:/system/xbin:/vendor/bin'],
    ['HOME', '/'],
    ['USER', user.name],
    ['SHELL', '/bin/sh'],
    ['TMPDIR', '/data/local/tmp'],
    ['ANDROID_DATA', '/data'],
    ['ANDROID_ROOT', '/system'],
    ['EXTERNAL_STORAGE', '/sdcard'],
  ]);

  return {
    user,
    namespace,
    files: filesAs(user, namespace),
    folder: '/',
    variables,
    exported: new Set(variables.keys()),
    positional: [],
    name: '/system/bin/sh',
    lastStatus: 0,
    lastJob: undefined,
    loops: 0,
    pid,
  };
}

export function copyEnvironment(environment: Environment, changes: Partial<Environment> = {}): Environment {
  const copy = {
    ...environment,
    variables: new Map(environment.variables),
    exported: new Set(environment.exported),
    loops: 0,
    ...changes,
  };
  copy.files = filesAs(copy.user, copy.namespace);

  return copy;
}

export function absolutePath(environment: Environment, path: string): string {
  return normalPath(path.startsWith('/') ? path : `${environment.folder}/${path}`);
}
