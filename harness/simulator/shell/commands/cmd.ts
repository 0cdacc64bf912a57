import { componentOf } from '../intent.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';
import { jobScheduler } from './jobscheduler.ts';
import { runPackageManager } from './pm.ts';
import { settings } from './settings.ts';

export const cmdCommands: readonly Command[] = [{ names: ['cmd'], run: cmd }];

/** `cmd SERVICE ...` */
async function cmd(args: readonly string[], shell: Shell): Promise<number> {
  const [service = '', ...rest] = args;
  if (service === 'package') return await runPackageManager(rest, shell);
  if (service === 'settings') return settings(rest, shell);
  if (service === 'activity') return await shell.runProgram(['am', ...rest]);
  if (service === 'jobscheduler') return jobScheduler(rest, shell);
  if (service === 'notification') return notification(rest, shell);
  if (service === 'netpolicy') return netPolicy(rest, shell);
  throw new NotModelled(`cmd ${args.join(' ')}`);
}

/** `cmd netpolicy set restrict-background true|false`: data saver. Source: AOSP NetworkPolicyManagerShellCommand. */
function netPolicy(args: readonly string[], { device }: Shell): number {
  const [verb, what, value = ''] = args;
  if (verb !== 'set' || what !== 'restrict-background' || !['true', 'false'].includes(value))
    throw new NotModelled(`cmd netpolicy ${args.join(' ')}`);
  device.chaos.set('data-saver', value === 'true');

  return 0;
}

function notification(args: readonly string[], shell: Shell): number {
  const [verb = '', component = ''] = args;
  if (verb === 'allow_listener') {
    componentOf(component);
    shell.system.notificationListeners.add(component);
  } else if (verb === 'disallow_listener') shell.system.notificationListeners.delete(component);
  else throw new NotModelled(`cmd notification ${verb}`);

  return 0;
}
