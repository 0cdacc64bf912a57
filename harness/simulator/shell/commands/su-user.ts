import { idOf, nameOfId, ROOT, type User } from '../../files/user.ts';
import type { Shell } from '../command.ts';

/** A user by name or id; undefined for an unknown name. */
export function userOf(text: string): User | undefined {
  const uid = idOf(text);
  if (uid === undefined || uid === 0) return uid === undefined ? undefined : ROOT;
  const name = nameOfId(uid);

  return { uid, name, groups: [name] };
}

/** Users that may become root: root itself and the shell. */
export function mayBecomeRoot({ user }: Shell): boolean {
  return [0, 2000].includes(user.uid);
}

/** A script that comes through standard input. */
export async function scriptOf(shell: Shell): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of shell.stdin) chunks.push(chunk as Buffer);

  return Buffer.concat(chunks).toString('utf8');
}
