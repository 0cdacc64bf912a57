import { AndroidError } from '../../device.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';

export const namespaceCommands: readonly Command[] = [{ names: ['nsenter'], run: nsenter }];

/**
 * `nsenter --mount=/proc/PID/ns/mnt [--] COMMAND`, the only form that toybox and util-linux share: toybox 0.8.9 ignores `-t PID`
 * with `-m` and opens the namespace of process 0. It opens the file as the calling user.
 */
async function nsenter(args: readonly string[], shell: Shell): Promise<number> {
  const [option = '', ...rest] = args;
  if (option === '-t' && rest[1] === '-m')
    throw new AndroidError('/proc/0/ns/mnt: No such file or directory');
  const file = /^--mount=(\/proc\/(\d+)\/ns\/mnt)$/.exec(option);
  if (!file) throw new NotModelled(`nsenter ${option}`);
  const [, path = '', pid] = file;
  const words = rest[0] === '--' ? rest.slice(1) : rest;
  if (words.length === 0) throw new AndroidError('Needs 1 argument (see "nsenter --help")');
  const namespace = shell.system.processes.namespaceOf(Number(pid));
  if (namespace === undefined) throw new AndroidError(`${path}: No such file or directory`);
  if (shell.user.uid !== 0) throw new AndroidError(`${path}: Permission denied`);

  return await shell.runProgram(words, { namespace });
}
