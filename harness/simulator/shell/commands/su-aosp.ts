import { NotModelled, type RunAs, type Shell } from '../command.ts';
import { mayBecomeRoot, scriptOf, userOf } from './su-user.ts';

/** `su [WHO [COMMAND [ARGS]]]`: runs a program, not a command line. Source: AOSP system/extras/su/su.cpp. */
export async function aosp(args: readonly string[], shell: Shell): Promise<number> {
  const [userName = 'root', ...program] = args;
  if (/^\w+,/.test(userName)) throw new NotModelled(`su ${userName}: groups`);
  const user = userOf(userName);
  if (user === undefined) {
    shell.err(`su: invalid uid/gid '${userName}'\n`);
    return 1;
  }
  if (!mayBecomeRoot(shell)) {
    shell.err('su: not allowed\n');
    return 1;
  }
  const [name] = program;
  if (name?.startsWith('-') === true) {
    shell.err(`su: failed to exec ${name}: No such file or directory\n`);
    return 1;
  }
  const as: RunAs = { user, namespace: shell.system.image };
  if (program.length === 0) return await shell.runScript(await scriptOf(shell), as);

  return await shell.runProgram(program, as);
}
