import { idOf, nameOfId, type User } from '../../files/user.ts';
import type { Command, Shell } from '../command.ts';
import { parseOptions } from '../options.ts';
import { userOf } from './su-user.ts';

export const identityCommands: readonly Command[] = [{ names: ['id'], run: id }];

function id(args: readonly string[], shell: Shell): number {
  const { flags, rest } = parseOptions('id', args, 'unGgZ');
  const [named] = rest;
  const user = named === undefined ? shell.user : userOf(named);
  if (!user) {
    shell.err(`id: no user '${named}'\n`);
    return 1;
  }
  const { uid, name, groups } = user;
  const gid = idOf(groups[0] ?? name) ?? uid;
  if (flags.has('Z')) shell.out(`${contextOf(user)}\n`);
  else if (flags.has('u')) shell.out(`${flags.has('n') ? name : uid}\n`);
  else if (flags.has('g')) shell.out(`${flags.has('n') ? nameOfId(gid) : gid}\n`);
  else if (flags.has('G'))
    shell.out(`${groups.map((group) => (flags.has('n') ? group : idOf(group))).join(' ')}\n`);
  else {
    const all = groups.map((group) => `${idOf(group)}(${group})`).join(',');
    shell.out(`uid=${uid}(${name}) gid=${gid}(${nameOfId(gid)}) groups=${all} context=${contextOf(user)}\n`);
  }

  return 0;
}

function contextOf({ uid }: User): string {
  return uid === 2000 ? 'u:r:shell:s0' : 'u:r:su:s0';
}
