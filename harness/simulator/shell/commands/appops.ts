import { NotModelled, type Command, type Shell } from '../command.ts';
import { withoutUser } from './settings.ts';

export const appOpsCommands: readonly Command[] = [{ names: ['appops'], run: appops }];

const MODES = ['allow', 'ignore', 'deny', 'default', 'foreground'];

/** `appops set PACKAGE OP MODE`, `appops get PACKAGE [OP]`. Source: AOSP AppOpsService.onShellCommand. */
function appops(args: readonly string[], shell: Shell): number {
  const [verb = '', name = '', operation = '', mode = ''] = withoutUser(args, 'appops');
  if (shell.device.packages.get(name) === undefined) {
    shell.err(`Error: No UID for ${name} in user 0\n`);
    return 255;
  }
  const modes = shell.system.appOps.get(name) ?? new Map<string, string>();
  shell.system.appOps.set(name, modes);
  if (verb === 'set' && MODES.includes(mode)) modes.set(operationName(operation), mode);
  else if (verb === 'get' && modes.size === 0) shell.out('No operations.\n');
  else if (verb === 'get')
    for (const [each, value] of modes)
      if (operation === '' || each === operationName(operation)) shell.out(`${each}: ${value}\n`);
      else continue;
  else throw new NotModelled(`appops ${args.join(' ')}`);

  return 0;
}

/** `android:mock_location` is `MOCK_LOCATION`. */
function operationName(text: string): string {
  return text.replace(/^android:/, '').toUpperCase();
}
