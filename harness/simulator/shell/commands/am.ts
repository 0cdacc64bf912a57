import { once } from 'node:events';
import { AndroidError } from '../../device.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';
import { componentOf, intentText, parseStart, resolveIntent, shortComponent } from '../intent.ts';
import { broadcast } from './broadcast.ts';
import { withoutUser } from './settings.ts';

export const activityCommands: readonly Command[] = [{ names: ['am'], run: am }];

type Verb = (args: readonly string[], shell: Shell) => Promise<number> | number;

const VERBS: Record<string, Verb> = {
  start,
  'start-activity': start,
  'force-stop': forceStop,
  kill,
  instrument,
  broadcast,
  'get-current-user'(_args, shell) {
    shell.out('0\n');

    return 0;
  },
};

/** Source: AOSP ActivityManagerShellCommand. */
async function am(args: readonly string[], shell: Shell): Promise<number> {
  const [name = '', ...rest] = args;
  const verb = VERBS[name];
  if (verb === undefined) throw new NotModelled(`am ${name}`);

  return await verb(withoutUser(rest, `am ${name}`), shell);
}

async function start(args: readonly string[], shell: Shell): Promise<number> {
  const { intent, wait, stopFirst } = parseStart(args);
  // Without `-W`, only a plain start is reported on stdout.
  const print = wait ? shell.out : shell.err;
  const target = resolveIntent(intent, shell.device);
  if (stopFirst && target !== undefined) shell.out(`Stopping: ${target.package}\n`);
  shell.out(`Starting: ${intentText(intent)}\n`);
  if (target === undefined) {
    print(
      `Error: Activity not started, unable to resolve ${intentText({ ...intent, flags: '0x10000000' })}\n`,
    );
    return 0;
  }
  const began = shell.device.clock.uptime();
  let started: Awaited<ReturnType<Shell['device']['activities']['start']>>;
  try {
    const { action, data, categories } = intent;
    started = await shell.device.activities.start({ ...target, action, data, categories, stopFirst });
  } catch (error) {
    if (!(error instanceof AndroidError)) throw error;
    const known = error.message.startsWith('Error type');
    (known ? print : shell.err)(`${error.message}\n`);

    return known ? 0 : 1; // `am` itself ends with 0 when there is no such activity
  }
  shell.system.log.write('ActivityTaskManager', `START u0 {${intentText(intent)}}`);
  if (started.status === 'brought-to-front')
    print('Warning: Activity not started, its current task has been brought to the front\n');
  if (wait)
    shell.out(
      [
        'Status: ok',
        `LaunchState: ${started.status === 'ok' ? 'COLD' : 'HOT'}`,
        `Activity: ${shortComponent(target.package, started.activity)}`,
        `TotalTime: ${Math.round(started.totalMs)}`,
        `WaitTime: ${Math.round(shell.device.clock.uptime() - began)}`,
        'Complete\n',
      ].join('\n'),
    );

  return 0;
}

async function forceStop(args: readonly string[], shell: Shell): Promise<number> {
  await shell.device.activities.forceStop(packageOf(args, 'force-stop'));

  return 0;
}

/** Kills background processes; an app in front continues. */
async function kill(args: readonly string[], shell: Shell): Promise<number> {
  const name = packageOf(args, 'kill');
  if (shell.device.activities.focused().package !== name) await shell.device.activities.kill(name);

  return 0;
}

function packageOf(args: readonly string[], verb: string): string {
  const [name = ''] = args;
  if (args.length !== 1 || name === '' || name.startsWith('-'))
    throw new NotModelled(`am ${verb} ${args.join(' ')}`);

  return name;
}

/** Runs until the instrumentation ends. If the caller disconnects, the instrumentation ends too. */
async function instrument(args: readonly string[], shell: Shell): Promise<number> {
  const components: string[] = [];
  let wait = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '-e') at += 2;
    else if (arg === '-w') wait = true;
    else if (arg === '--no-window-animation') continue;
    else if (arg.startsWith('-')) throw new NotModelled(`am instrument ${arg}`);
    else components.push(arg);
  }
  const component = componentOf(components[0] ?? '');
  const known = shell.system
    .instrumentations()
    .some((each) => each.package === component.package && each.name === component.activity);
  if (!known) {
    const full = `${component.package}/${component.activity}`;
    shell.out(`android.util.AndroidException: INSTRUMENTATION_FAILED: ${full}\n`);
    shell.out(
      `INSTRUMENTATION_STATUS: Error=Unable to find instrumentation info for: ComponentInfo{${full}}\n`,
    );
    return 1;
  }
  if (!wait) throw new NotModelled('am instrument without -w');
  const running = shell.device.activities.instrument();
  const hangUp = once(shell.hangup, 'abort');
  await Promise.race([running.ended, ...(shell.hangup.aborted ? [] : [hangUp])]);
  if (shell.hangup.aborted) running.stop();
  shell.out('INSTRUMENTATION_RESULT: shortMsg=Process crashed.\nINSTRUMENTATION_CODE: 0\n');

  return 0;
}
