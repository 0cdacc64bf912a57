import type { SettingsNamespace } from '../../device.ts';
import { settingsRefusal } from '../../system/miui.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';

export const settingsCommands: readonly Command[] = [{ names: ['settings'], run: settings }];

/** `settings [--user N] get|put|delete|list NAMESPACE [KEY [VALUE]]`. Source: AOSP SettingsService.MyShellCommand. */
export function settings(args: readonly string[], shell: Shell): number {
  const commandArgs = withoutUser(args, 'settings');
  const [verb = '', namespace = '', key, value] = commandArgs;
  const store = shell.device.settings;
  if (!isNamespace(namespace)) {
    shell.err(`Invalid namespace '${namespace}'\n`);
    return 255;
  }
  if (verb === 'list') {
    for (const [name, text] of store.list(namespace)) shell.out(`${name}=${text}\n`);
    return 0;
  }
  if (key === undefined || (verb === 'put' && value === undefined)) {
    shell.err('Bad arguments\n');
    return 255;
  }
  // Source: AOSP SettingsProvider: the system table needs another permission, which the shell user has.
  const refusal =
    ['put', 'delete'].includes(verb) && namespace !== 'system'
      ? settingsRefusal(shell.device, shell.user.uid, verb)
      : undefined;
  if (refusal !== undefined) {
    shell.err(refusal);
    return 255;
  }
  if (verb === 'get') shell.out(`${store.get(namespace, key) ?? 'null'}\n`);
  else if (verb === 'put') store.put(namespace, key, value ?? '');
  else if (verb === 'delete') shell.out(`Deleted ${Number(store.delete(namespace, key))} rows\n`);
  else throw new NotModelled(`settings ${verb}`);

  return 0;
}

/** Removes `--user 0`, `--user current` and `--user cur`; there is no other user. */
export function withoutUser(args: readonly string[], command: string): string[] {
  const at = args.indexOf('--user');
  if (at < 0) return [...args];
  const user = args[at + 1] ?? '';
  if (!['0', 'current', 'cur', 'all'].includes(user)) throw new NotModelled(`${command} --user ${user}`);

  return [...args.slice(0, at), ...args.slice(at + 2)];
}

function isNamespace(text: string): text is SettingsNamespace {
  return text === 'global' || text === 'secure' || text === 'system';
}
