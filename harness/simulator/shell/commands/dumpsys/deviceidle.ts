import { NotModelled } from '../../command.ts';
import type { Dump } from './dump.ts';

/** `dumpsys deviceidle whitelist [+PACKAGE|-PACKAGE]...`, `force-idle`, `unforce`. Source: AOSP DeviceIdleController.onShellCommand. */
export const dumpDeviceIdle: Dump = (args, shell) => {
  const [verb, ...changes] = args;
  if (verb === 'force-idle' && changes.length === 0) {
    shell.device.chaos.set('doze', true);
    return 'Now forced in to deep idle mode\n';
  }
  if (verb === 'unforce' && changes.length === 0) {
    shell.device.chaos.set('doze', false);
    return 'Light state: ACTIVE, deep state: ACTIVE\n';
  }
  if (verb !== 'whitelist') throw new NotModelled(`dumpsys deviceidle ${args.join(' ')}`);
  const exceptions = shell.device.dozeExceptions;
  if (changes.length === 0) return [...exceptions].map((name) => `user,${name},0\n`).join('');

  return changes
    .map((change) => {
      const name = change.slice(1);
      if (change.startsWith('+')) {
        if (shell.device.packages.get(name) === undefined) return `Unknown package: ${name}\n`;
        exceptions.add(name);
        return `Added: ${name}\n`;
      }
      if (!change.startsWith('-')) throw new NotModelled(`dumpsys deviceidle whitelist ${change}`);

      return exceptions.delete(name) ? `Removed: ${name}\n` : '';
    })
    .join('');
};
