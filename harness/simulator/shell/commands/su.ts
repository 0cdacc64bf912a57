import { ROOT, idOf, nameOfId, type User } from '../../files/user.ts';
import { NotModelled, type Command, type RunAs, type Shell } from '../command.ts';

/** Exists only on a rooted handset; the handset's options choose its dialect. */
export const suCommands: readonly Command[] = [
  {
    names: ['su'],
    run: (args, shell) => (shell.device.options.su === 'magisk' ? magisk(args, shell) : aosp(args, shell)),
  },
];

/** `su [WHO [COMMAND [ARGS]]]`: runs a program, not a command line. Source: AOSP system/extras/su/su.cpp. */
async function aosp(args: readonly string[], shell: Shell): Promise<number> {
  const [userName = 'root', ...program] = args;
  const user = userOf(userName);
  if (user === undefined) {
    shell.err(`su: invalid uid/gid '${userName}'\n`);
    return 1;
  }
  if (![0, 2000].includes(shell.user.uid)) {
    shell.err('su: not allowed\n');
    return 1;
  }
  const as: RunAs = { user, namespace: shell.system.image };
  if (program.length === 0) return await shell.runScript(await textOf(shell), as);

  return await shell.runProgram(program, as);
}

/**
 * `su [-M] [-c LINE...] [WHO]`: runs a command line in a shell, in a new mount namespace or, with `-M`, in the global one.
 * Source: Magisk, native/src/core/su/su.cpp.
 */
async function magisk(args: readonly string[], shell: Shell): Promise<number> {
  let global = false;
  let line: string | undefined;
  let userName = 'root';
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '-M' || arg === '--mount-master' || arg === '-mm') global = true;
    else if (arg === '-c' || arg === '--command') line = args[++at] ?? '';
    else if (arg === '-') continue;
    else if (arg.startsWith('-')) throw new NotModelled(`su ${arg}`);
    else {
      userName = arg;
      // The argument after the user goes to the shell, which reads it as the name of a script.
      const script = args[at + 1];
      if (script !== undefined && !script.startsWith('-')) {
        shell.err(`sh: ${script}: No such file or directory\n`);
        return 127;
      }
    }
  }
  const user = userOf(userName);
  if (user === undefined) {
    shell.err(`su: user ${userName} does not exist\n`);
    return 1;
  }
  const namespace = global ? shell.system.image : shell.system.image.unshare();

  return await shell.runScript(line ?? (await textOf(shell)), { user, namespace });
}

function userOf(userName: string): User | undefined {
  const uid = idOf(userName);
  if (uid === undefined || uid === 0) return uid === undefined ? undefined : ROOT;
  const name = nameOfId(uid);

  return { uid, name, groups: [name] };
}

async function textOf(shell: Shell): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of shell.stdin) chunks.push(chunk as Buffer);

  return Buffer.concat(chunks).toString('utf8');
}
