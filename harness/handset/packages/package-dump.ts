/** A package's version in `dumpsys package`. */
export interface PackageVersion {
  versionName: string;
  versionCode: number;
}

/** The installed version, from the output of `dumpsys package <name>`; undefined where it is not installed. */
export function versionOf(dump: string, name: string): PackageVersion | undefined {
  const block = packageBlock(dump, name);
  const versionName = /^\s*versionName=(.*)$/m.exec(block)?.[1]?.trim();
  const versionCode = /\bversionCode=(\d+)/.exec(block)?.[1];
  if (versionName === undefined || versionCode === undefined) return undefined;

  return { versionName, versionCode: Number(versionCode) };
}

/**
 * The UIDs of a package: its app id for every user that has it installed (AOSP UserHandle.java: uid = user * 100000 + app id).
 * Isolated and SDK-sandbox processes have other UIDs while they run.
 */
export function uidsOf(dump: string, name: string): number[] {
  const block = packageBlock(dump, name);
  const id = /^\s*(?:userId|appId)=(\d+)/m.exec(block)?.[1];
  if (id === undefined) return [];
  const users = [...block.matchAll(/^\s*User (\d+):(.*)$/gm)]
    .filter(([, , state = '']) => !/\binstalled=false\b/.test(state))
    .map(([, user]) => Number(user));

  return [...new Set(users.length === 0 ? [0] : users)].map((user) => user * USER_SPAN + Number(id));
}

/** A runtime permission of a package for the first user; `flags` as Android writes them: `USER_SET`, `USER_FIXED`. */
export interface PermissionState {
  granted: boolean;
  flags: string[];
}

/** A runtime permission, from the output of `dumpsys package <name>`; undefined if the package does not request it. */
export function permissionOf(dump: string, name: string, permission: string): PermissionState | undefined {
  const block = packageBlock(dump, name);
  const runtime = block.slice(Math.max(0, block.indexOf('runtime permissions:')));
  const line = runtime.split('\n').find((each) => each.trim().startsWith(`${permission}: granted=`));
  if (line === undefined) return undefined;
  const flags = /flags=\[\s*([^\]]*)\]/.exec(line)?.[1] ?? '';

  return {
    granted: line.includes('granted=true'),
    flags: flags
      .split('|')
      .map((flag) => flag.trim())
      .filter(Boolean),
  };
}

/**
 * Whether a package is part of the system image, and whether an update replaces it: `SYSTEM` and `UPDATED_SYSTEM_APP` in its flags
 * (AOSP Settings.java, FLAG_DUMP_SPEC). Undefined for an app that the owner installed, and for none.
 */
export function systemStateOf(dump: string, name: string): 'preinstalled' | 'updated' | undefined {
  const flags =
    /^\s*(?:pkgFlags|flags)=\[([^\]]*)\]/m.exec(packageBlock(dump, name))?.[1]?.split(/\s+/) ?? [];
  if (flags.includes('UPDATED_SYSTEM_APP')) return 'updated';

  return flags.includes('SYSTEM') ? 'preinstalled' : undefined;
}

const USER_SPAN = 100_000;

/** The block of this package, up to the next one; hidden system packages have a separate block. */
function packageBlock(dump: string, name: string): string {
  const packages = dump.slice(Math.max(0, dump.search(/^Packages:/m)));
  const start = packages.indexOf(`Package [${name}]`);
  if (start < 0) return '';
  const rest = packages.slice(start + 1);
  const end = rest.search(/^\s*Package \[|^Hidden system packages:/m);

  return end < 0 ? rest : rest.slice(0, end);
}
