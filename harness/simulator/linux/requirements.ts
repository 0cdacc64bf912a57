import { accessSync, constants, readFileSync } from 'node:fs';

/** Programs of a phone in a namespace, and Debian's package of each. */
const PROGRAMS = {
  '/usr/bin/mksh': 'mksh',
  '/usr/bin/toybox': 'toybox',
  '/usr/sbin/xtables-legacy-multi': 'iptables',
  '/usr/bin/unshare': 'util-linux',
  '/usr/bin/gcc': 'gcc',
};

/** Why no phone in a namespace can run here, in one line; undefined if one can. */
export function missingForNamespace(): string | undefined {
  if (process.platform !== 'linux') return 'a phone in a namespace needs Linux';
  if (process.getuid?.() !== 0) return 'a phone in a namespace needs root';
  if (!isDebian()) return 'a phone in a namespace needs Debian';
  const missing = Object.entries(PROGRAMS).find(([path]) => !isExecutable(path));

  return missing && `a phone in a namespace needs ${missing[0]} (Debian: ${missing[1]})`;
}

/** Whether a test that needs a phone in a namespace must run: CI says so, and this is Debian, as root. */
export function mustHaveNamespace(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && isDebian();
}

function isDebian(): boolean {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false; // no such file: not Debian
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);

    return true;
  } catch {
    return false; // missing, or not executable
  }
}
