import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { KernelNetwork } from '../net/kernel-network.ts';
import type { NamespacePhone } from './namespace.ts';

export interface Destinations {
  /** A connection to a port that was opened with `listen`. */
  onLoopback(port: number): Promise<Duplex>;
  /** A connection to any address outside of the phone. */
  onInternet(): Promise<Duplex>;
}

/** The owner of adb's reverse tunnels. */
const SHELL = 2000;
const INTERNET_PORT = 9;
/** Where bridges find this process, in the folder of the phone. */
const SOCKET = 'accept.sock';

/** Connects a phone in a namespace, which was started with bridged programs, with what answers its connections. */
export async function startKernelNetwork(
  phone: NamespacePhone,
  destinations: Destinations,
): Promise<KernelNetwork> {
  const bridge = join(phone.folder, 'bridge');
  const children = new Set<ChildProcess>();
  const start = (command: readonly string[]): ChildProcess => {
    const [program = '', ...args] = command;
    // Relative paths work in a folder that only root may reach.
    const child = spawn(program, args, { cwd: phone.folder, stdio: ['pipe', 'pipe', 'pipe'] });
    children.add(child);
    child.once('close', () => children.delete(child));
    child.stdin?.on('error', () => undefined); // the other end has closed

    return child;
  };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    void forward(socket, destinations);
  });
  await new Promise<void>((resolve) => server.listen(join(phone.folder, SOCKET), resolve));
  chmodSync(join(phone.folder, SOCKET), 0o666); // adbd is not root
  const internet = start(phone.commandOutside([bridge, 'internet', SOCKET, String(INTERNET_PORT)]));
  await once(internet.stdout as Duplex, 'data');
  for (const iptables of ['iptables', 'ip6tables'])
    await phone.outside(
      `${iptables} -t nat -A PREROUTING -i world0 -p tcp -j REDIRECT --to-ports ${INTERNET_PORT}`,
    );
  const listeners = new Map<number, ChildProcess>();

  return {
    async connect(uid, address, port) {
      const child = start(phone.commandInNetwork(uid, [bridge, 'connect', address, String(port)]));
      await opened(child, `connect to ${address}:${port}`);

      return streamOf(child);
    },
    async send(uid, address, port, body) {
      const child = start(phone.commandInNetwork(uid, [bridge, 'send', address, String(port)]));
      child.stdin?.end(body);
      await ended(child, `send to ${address}:${port}`);
    },
    listen(port) {
      if (listeners.has(port)) return;
      listeners.set(port, start(phone.commandInNetwork(SHELL, [bridge, 'accept', SOCKET, String(port)])));
    },
    unlisten(port) {
      listeners.get(port)?.kill('SIGKILL');
      listeners.delete(port);
    },
    stop() {
      server.close();
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

/** The first line names the destination; the rest is the connection. */
async function forward(socket: Socket, destinations: Destinations): Promise<void> {
  let head = '';
  while (!head.endsWith('\n')) {
    const byte = socket.read(1) as Buffer | null;
    if (byte) head += byte.toString();
    else if (socket.readableEnded || socket.destroyed) return void socket.destroy();
    else await once(socket, 'readable').catch(() => undefined); // destroyed: the next turn sees it
  }
  const name = head.trim();
  try {
    const target = await (name === 'internet'
      ? destinations.onInternet()
      : destinations.onLoopback(Number(name)));
    target
      .on('error', () => socket.destroy())
      // What the target sent before it ended still arrives.
      .on('close', () => (target.readableEnded ? socket.destroySoon() : socket.destroy()));
    socket.on('close', () => target.destroy());
    socket.pipe(target).pipe(socket);
  } catch {
    socket.destroy(); // nothing answers there: the connection is reset
  }
}

/** Waits for the + that says that the connection is open. */
async function opened(child: ChildProcess, what: string): Promise<void> {
  const stdout = child.stdout as Duplex;
  const failed = ended(child, what).then(() => {
    throw kernelError('ECONNRESET', what);
  });
  failed.catch(() => undefined); // after the connection is open, its end is no failure
  for (;;) {
    const sign = stdout.read(1) as Buffer | null;
    if (sign) return;
    await Promise.race([once(stdout, 'readable'), failed]);
  }
}

/** Resolves when the bridge has ended well; rejects with the kernel's error that it printed. */
async function ended(child: ChildProcess, what: string): Promise<void> {
  const [stderr, code] = await Promise.all([
    text(child.stderr as Duplex),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  if (code !== 0) throw kernelError(stderr.trim() || 'ECONNRESET', what);
}

function kernelError(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}

function streamOf(child: ChildProcess): Duplex {
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error('a bridge has no standard streams');
  const stream = new Duplex({
    read: () => void stdout.resume(),
    write: (chunk: Buffer, _encoding, done) => void stdin.write(chunk, done),
    final: (done) => void stdin.end(done),
    destroy(error, done) {
      child.kill('SIGKILL');
      done(error);
    },
  });
  stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) stdout.pause();
  });
  stdout.on('end', () => stream.push(null));
  stream.on('error', () => undefined); // a connection that breaks closes the stream

  return stream;
}
