import type { FileSystem } from '../device.ts';
import { builtins } from './builtins.ts';
import type { Builtin, Command } from './command.ts';
import { pathOfProgram } from './program-path.ts';
import { activityCommands } from './commands/am.ts';
import { appOpsCommands } from './commands/appops.ts';
import { cmdCommands } from './commands/cmd.ts';
import { digestCommands } from './commands/digest.ts';
import { dumpsysCommands } from './commands/dumpsys.ts';
import { fileCommands } from './commands/files.ts';
import { ownershipCommands } from './commands/ownership.ts';
import { identityCommands } from './commands/identity.ts';
import { iptablesCommands } from './commands/iptables.ts';
import { iptablesRestoreCommands } from './commands/iptables-restore.ts';
import { listingCommands } from './commands/ls.ts';
import { logcatCommands } from './commands/logcat.ts';
import { mountCommands } from './commands/mount.ts';
import { namespaceCommands } from './commands/nsenter.ts';
import { netcatCommands } from './commands/nc.ts';
import { packageCommands } from './commands/pm.ts';
import { processCommands } from './commands/processes.ts';
import { propertyCommands } from './commands/properties.ts';
import { serviceCommands } from './commands/service.ts';
import { settingsCommands } from './commands/settings.ts';
import { shellCommands } from './commands/sh.ts';
import { suCommands } from './commands/su.ts';
import { svcCommands } from './commands/svc.ts';
import { testCommands } from './commands/test.ts';
import { textCommands } from './commands/text.ts';
import { timeCommands } from './commands/time.ts';

/** Every program of the handset. */
const PROGRAMS: readonly Command[] = [
  ...activityCommands,
  ...appOpsCommands,
  ...cmdCommands,
  ...digestCommands,
  ...dumpsysCommands,
  ...fileCommands,
  ...ownershipCommands,
  ...identityCommands,
  ...iptablesCommands,
  ...iptablesRestoreCommands,
  ...listingCommands,
  ...logcatCommands,
  ...mountCommands,
  ...namespaceCommands,
  ...netcatCommands,
  ...packageCommands,
  ...processCommands,
  ...propertyCommands,
  ...serviceCommands,
  ...settingsCommands,
  ...shellCommands,
  ...suCommands,
  ...svcCommands,
  ...testCommands,
  ...textCommands,
  ...timeCommands,
];
const BY_NAME = new Map(PROGRAMS.flatMap((command) => command.names.map((name) => [name, command] as const)));

const BUILTINS = new Map(builtins.map((builtin) => [builtin.name, builtin]));

export function findBuiltin(name: string): Builtin | undefined {
  return BUILTINS.get(name);
}

/** Names of the programs on every handset; `su` exists on rooted ones only. */
export function programNames(): string[] {
  return [...BY_NAME.keys()].filter((name) => name !== 'su');
}

/** Finds a program by name or path: `missing` if a phone does not have it either, undefined if it is not modelled. */
export function findProgram(
  called: string,
  files: FileSystem,
  absolute: (path: string) => string,
): Command | 'missing' | undefined {
  const name = called.slice(called.lastIndexOf('/') + 1);
  const command = BY_NAME.get(name);
  if (called.includes('/')) return files.stat(absolute(called)) === undefined ? 'missing' : command;
  if (command !== undefined && pathOfProgram(name, files) === undefined) return 'missing';

  return command;
}
