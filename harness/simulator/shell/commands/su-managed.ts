import { setTimeout as sleep } from 'node:timers/promises';
import type { SuKind } from '../../device.ts';
import { nameOfId, ROOT, type User } from '../../files/user.ts';
import { NotModelled, type Shell } from '../command.ts';
import { mayBecomeRoot, scriptOf, userOf } from './su-user.ts';

/** A manager of root that grants it to apps. */
type RootManager = Exclude<SuKind, 'aosp'>;

/** What the command line asks for. */
interface Request {
  /** `-M`: in the global mount namespace. */
  isGlobal: boolean;
  /** `-v`: print the version. */
  isVersion: boolean;
  line: string | undefined;
  /** `-g`, then each `-G`. */
  groups: number[];
  /** Words that are no options: the user, and what nobody reads. */
  words: string[];
}

const VERSIONS: Record<RootManager, string> = { magisk: '28.1:MAGISKSU', kernelsu: '1.0.3:KernelSU' };

/**
 * `su [options] [-] [user [argument...]]`: runs a command line in a shell. Options may come after the user. Everything after `-c`
 * is the command line, so that a user after it is an argument of the command. Sources: Magisk native/src/core/su/su.cpp, KernelSU
 * userspace/ksud/src/su.rs.
 */
export async function managed(manager: RootManager, args: readonly string[], shell: Shell): Promise<number> {
  if (!mayBecomeRoot(shell)) {
    shell.err(manager === 'magisk' ? 'Permission denied\n' : 'sh: su: inaccessible or not found\n');
    return manager === 'magisk' ? 13 : 127;
  }
  const request = requestOf(args);
  if (typeof request === 'string') return refuse(manager, request, shell);
  if (request.isVersion) {
    shell.out(`${VERSIONS[manager]}\n`);
    return 0;
  }
  if (shell.device.options.suPrompt === true && !(await isGranted(shell))) {
    shell.err('Permission denied\n');
    return 13;
  }
  const user = requestedUser(manager, request);
  const line = request.line ?? (await scriptOf(shell));
  if (request.isGlobal || manager === 'kernelsu')
    return await shell.runScript(line, { user, namespace: shell.system.image });
  const namespace = shell.system.image.unshare('private');
  try {
    return await shell.runScript(line, { user, namespace });
  } finally {
    namespace.end();
  }
}

/** Real milliseconds after which Magisk takes a missed prompt for a refusal (10 s on a phone), and after which the owner answers one. */
const PROMPT_MS = { missed: 4000, answered: 3500 };

/** Whether the owner allows root: misses the first prompt, and answers the second for good. Source: Magisk, SuRequestHandler. */
async function isGranted({ system }: Shell): Promise<boolean> {
  const { rootPrompts } = system;
  if (rootPrompts.count >= 2) return true;
  rootPrompts.count += 1;
  const isMissed = rootPrompts.count === 1;
  await sleep(isMissed ? PROMPT_MS.missed : PROMPT_MS.answered);

  return !isMissed;
}

/** The request, or the option that is unknown. */
function requestOf(args: readonly string[]): Request | string {
  const request: Request = { isGlobal: false, isVersion: false, line: undefined, groups: [], words: [] };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '-c' || arg === '--command') {
      if (at + 1 >= args.length) return 'c';
      request.line = args.slice(at + 1).join(' ');

      return request;
    }
    if (arg === '-M' || arg === '--mount-master' || arg === '-mm') request.isGlobal = true;
    else if (arg === '-g' || arg === '-G') {
      const group = Number(args[++at]);
      if (!Number.isInteger(group)) return arg.slice(1);
      if (arg === '-g') request.groups.unshift(group);
      else request.groups.push(group);
    } else if (arg === '-v') request.isVersion = true;
    else if (/^-[lmp]$/.test(arg)) throw new NotModelled(`su ${arg}`);
    else if (arg.startsWith('-') && arg !== '-') return arg.slice(1, 2);
    else request.words.push(arg);
  }

  return request;
}

/** Magisk ends with 2, KernelSU with 255. */
function refuse(manager: RootManager, option: string, shell: Shell): number {
  const usage = 'Usage: su [options] [-] [user [argument...]]';
  if (manager === 'magisk') {
    shell.err(`MagiskSU\n\n${usage}\n`);
    return 2;
  }
  shell.out(`Unrecognized option: '${option}'\nKernelSU\n\n${usage}\n`);

  return 255;
}

/** An unknown name is root for KernelSU, and root without capabilities for Magisk. Without -g and -G, Magisk keeps the group root. */
function requestedUser(manager: RootManager, { words, groups }: Request): User {
  const name = words[words[0] === '-' ? 1 : 0] ?? 'root';
  const user = userOf(name);
  if (!user && manager === 'magisk') throw new NotModelled(`su ${name}: an unknown user`);
  if (!user || (user.uid === 0 && groups.length === 0)) return ROOT;

  const dropped = manager === 'magisk' ? [user.name, 'root'] : [user.name];

  return { ...user, groups: groups.length > 0 ? groups.map(nameOfId) : dropped };
}
