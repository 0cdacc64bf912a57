import { AndroidError } from '../../device.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';
import { parseOptions } from '../options.ts';

export const netcatCommands: readonly Command[] = [{ names: ['nc', 'netcat'], run: netcat }];

/** `nc -u [-q S] [-w S] HOST PORT`: what comes on stdin goes out as one datagram of the user's. */
async function netcat(args: readonly string[], shell: Shell): Promise<number> {
  const { flags, rest } = parseOptions('nc', args, 'uq:w:46');
  const [host = '', port = ''] = rest;
  if (!flags.has('u')) throw new NotModelled('nc without -u');
  if (rest.length !== 2 || !/^\d+$/.test(port)) throw new AndroidError('bad arguments');
  const chunks: Buffer[] = [];
  for await (const chunk of shell.stdin) chunks.push(chunk as Buffer);
  await shell.device.network.datagram({
    uid: shell.user.uid,
    host,
    port: Number(port),
    body: Buffer.concat(chunks),
    ...(flags.has('6') ? { family: 6 } : {}),
  });

  return 0;
}
