import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { AndroidError } from '../../device.ts';
import { NetworkError } from '../../net/network-error.ts';
import { LOOPBACK_BLOCKED } from '../../net/route.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';
import { parseOptions } from '../options.ts';

export const netcatCommands: readonly Command[] = [{ names: ['nc'], run: netcat }];

/** `nc [-u] [-q S] [-w S] HOST PORT`. Source: toybox 0.8.6, netcat.c. */
async function netcat(args: readonly string[], shell: Shell): Promise<number> {
  const { flags, rest } = parseOptions('nc', args, 'uq:w:46');
  const [host = '', port = ''] = rest;
  if (rest.length !== 2 || !/^\d+$/.test(port)) throw new AndroidError('bad arguments');
  const family = flags.has('6') ? { family: 6 as const } : {};
  const target = { uid: shell.user.uid, host, port: Number(port), ...family };
  if (flags.has('u')) {
    const body = await readAll(shell.stdin);
    await shell.device.network.datagram({ ...target, body }).catch((error: unknown) => {
      if (!(error instanceof NetworkError) || !error.message.includes('EPERM')) throw error;
      throw new AndroidError('xwrite: Operation not permitted');
    });

    return 0;
  }

  return await converse(await connectTo(shell, target), shell, secondsOf(flags.get('q')));
}

/** The argument of `-q`; toybox refuses less than one second. */
function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new NotModelled(`nc -q ${text}`);
  if (Number(text) < 1) throw new AndroidError('-q < 1');

  return Number(text);
}

/**
 * Connects stdin and stdout to a TCP connection until the server closes it. With `lingerSeconds`, ends too when stdin has ended and
 * nothing arrives for that time, in real seconds.
 */
async function converse(
  connection: Duplex,
  shell: Shell,
  lingerSeconds: number | undefined,
): Promise<number> {
  const leave = () => connection.destroy();
  shell.hangup.addEventListener('abort', leave);
  if (shell.hangup.aborted) leave();
  shell.stdin.on('data', (chunk: Buffer) => {
    if (!connection.write(chunk)) shell.stdin.pause();
  });
  connection.on('drain', () => shell.stdin.resume());
  let timer: NodeJS.Timeout | undefined;
  shell.stdin.on('end', () => {
    connection.end();
    if (lingerSeconds !== undefined) timer = setTimeout(leave, lingerSeconds * 1000);
  });
  connection.on('data', (chunk: Buffer) => {
    shell.out(chunk);
    timer?.refresh();
  });
  // netcat reports no error for a connection that is reset.
  connection.on('error', leave);
  connection.on('end', leave);
  await once(connection, 'close');
  clearTimeout(timer);
  shell.hangup.removeEventListener('abort', leave);

  return shell.hangup.aborted ? HUNG_UP : 0;
}

/** Exit code of a program that SIGHUP ended. */
const HUNG_UP = 129;

async function connectTo(shell: Shell, target: { uid: number; host: string; port: number }): Promise<Duplex> {
  try {
    return await shell.device.network.connect(target);
  } catch (error) {
    if (error instanceof NetworkError && error.message === LOOPBACK_BLOCKED)
      throw new AndroidError('connect: Operation not permitted');
    if (error instanceof NetworkError && error.name === 'ConnectException')
      throw new AndroidError('connect: Connection refused');
    if (error instanceof NetworkError && error.name === 'SocketTimeoutException')
      throw new AndroidError('Timeout');
    throw error;
  }
}

async function readAll(stdin: Shell['stdin']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(chunk as Buffer);

  return Buffer.concat(chunks);
}
