import { chmodSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import { type ByteReader, createByteReader } from '../adbd/byte-reader.ts';
import type { ShellStreams } from '../adbd/shell-service.ts';

/** Runs a program of the simulated handset as a UID; resolves to its exit code. */
export type ProgramRunner = (uid: number, words: readonly string[], io: ShellStreams) => Promise<number>;

export interface Broker {
  stop(): void;
}

/** Frames of `bridge.c`. */
const KIND = { stdin: 0, stdout: 1, stderr: 2, exit: 3 } as const;

/** Answers programs of a phone in a namespace at a unix socket that every user may open. */
export async function startBroker(socketPath: string, run: ProgramRunner): Promise<Broker> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    answer(socket, run).catch(() => socket.destroy()); // the program was killed before its request arrived
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  chmodSync(socketPath, 0o666);

  return {
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function answer(socket: Socket, run: ProgramRunner): Promise<void> {
  const reader = createByteReader(socket);
  const length = (await reader.take(4))?.readUInt32BE(0);
  const request = length === undefined ? undefined : await reader.take(length);
  if (!request) return void socket.destroy(); // killed before it asked
  const [uid = '', ...words] = request.toString('utf8').split('\0').slice(0, -1);
  const hangup = new AbortController();
  socket.once('close', () => hangup.abort());
  const stdin = new PassThrough();
  readFrames(reader, stdin)
    .catch(() => undefined) // the program has ended
    .finally(() => stdin.end());
  const [stdout, stderr] = [framesTo(socket, KIND.stdout), framesTo(socket, KIND.stderr)];
  const code = await run(Number(uid), words, { stdin, stdout, stderr, hangup: hangup.signal });
  // The exit code is the last frame.
  for (const stream of [stdout, stderr]) await new Promise<void>((resolve) => stream.end(() => resolve()));
  if (!socket.destroyed) socket.end(frame(KIND.exit, Buffer.from([code & 0xff])));
}

/** Forwards stdin until its empty frame, or the end of the program. */
async function readFrames(reader: ByteReader, stdin: PassThrough): Promise<void> {
  for (;;) {
    const length = (await reader.take(5))?.readUInt32BE(1) ?? 0;
    const data = length === 0 ? undefined : await reader.take(length);
    if (!data) return;
    stdin.write(data);
  }
}

function framesTo(socket: Socket, kind: number): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (socket.destroyed) return done();
      socket.write(frame(kind, chunk), () => done());
    },
  });
}

function frame(kind: number, data: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(kind, 0);
  head.writeUInt32BE(data.length, 1);

  return Buffer.concat([head, data]);
}
