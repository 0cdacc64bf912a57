import { once } from 'node:events';
import type { LogLine } from '../../system/log.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';

export const logcatCommands: readonly Command[] = [{ names: ['logcat'], run: logcat }];

/** Prints the log as threadtime; without `-d` it runs until its reader disconnects. */
async function logcat(args: readonly string[], shell: Shell): Promise<number> {
  let dump = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '-d') dump = true;
    else if (arg === '-c') {
      shell.system.log.clear();
      return 0;
    } else if (arg === '-v' && args[at + 1] === 'threadtime') at++;
    else if (arg === '-b' && ['all', 'main', 'system', 'crash', 'default'].includes(args[at + 1] ?? '')) at++;
    else throw new NotModelled(`logcat ${args.join(' ')}`);
  }
  shell.out('--------- beginning of main\n');
  for (const line of shell.system.log.lines()) shell.out(textOf(line));
  if (dump || shell.hangup.aborted) return 0;
  const following = shell.system.log.onLine((line) => shell.out(textOf(line)));
  await once(shell.hangup, 'abort');
  following.stop();

  return 130;
}

/** `11-22 17:33:01.123  1000  1000 I Tag     : message` */
function textOf({ at, tag, message }: LogLine): string {
  const time = new Date(at).toISOString().slice(5, 23).replace('T', ' ');

  return `${time}  1000  1000 I ${tag.padEnd(8)}: ${message}\n`;
}
