import { once } from 'node:events';
import { PassThrough, Writable, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { AdbStream } from './stream.ts';
import { createByteReader } from './byte-reader.ts';
import type { Service } from './connection.ts';

/** Runs a shell script as adb's user; resolves to its exit code. Never rejects. */
export type ShellRunner = (script: string, io: ShellStreams) => Promise<number>;

export interface ShellStreams {
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  /** Aborted when the client disconnects. */
  hangup: AbortSignal;
}

/** Packets of shell v2: one byte of kind, four of length. Source: AOSP shell_protocol.h. */
const ID = { stdin: 0, stdout: 1, stderr: 2, exit: 3, closeStdin: 4, windowSize: 5 } as const;
const HEADER = 5;

/** `shell[,v2][,raw|pty][,TERM=...]:<command>`; without `v2`, stdout and stderr are mixed and there is no exit code. */
export function shellService(command: string, options: readonly string[], run: ShellRunner): Service {
  const terminal = options.includes('pty') && command === '';
  if (!options.includes('v2')) return execService(command, run);

  return (stream) => void runFramed(stream, terminal ? undefined : command, run);
}

/** `exec:<command>`: raw bytes of stdin, and of stdout and stderr mixed. */
export function execService(command: string, run: ShellRunner): Service {
  return (stream) => void runBare(stream, command, run);
}

async function runBare(stream: AdbStream, command: string, run: ShellRunner): Promise<void> {
  const script = command === '' ? await textOf(stream) : command;
  const [stdout, stderr] = [0, 1].map(() => forwardTo((chunk) => write(stream, chunk))) as [
    Writable,
    Writable,
  ];
  await run(script, { stdin: stream, stdout, stderr, hangup: stream.hangup });
  await Promise.all([flushed(stdout), flushed(stderr)]);
  stream.end();
}

/** `command` is undefined for an interactive terminal. */
async function runFramed(stream: AdbStream, command: string | undefined, run: ShellRunner): Promise<void> {
  const stdin = new PassThrough();
  const frames = (id: number) => forwardTo((chunk) => write(stream, frame(id, chunk)));
  const [stdout, stderr] = [frames(ID.stdout), frames(ID.stderr)];
  void readFrames(stream, stdin);

  let code = 1;
  if (command === undefined)
    stderr.write('sh: this handset has no terminal: pass a command, or a script on stdin\n');
  else {
    const script = command === '' ? await textOf(stdin) : command;
    code = await run(script, { stdin, stdout, stderr, hangup: stream.hangup });
  }
  await Promise.all([flushed(stdout), flushed(stderr)]);
  stream.write(frame(ID.exit, Buffer.from([code & 0xff])));
  stream.end();
}

/** Forwards the client's stdin until the client closes it or disconnects. */
async function readFrames(stream: AdbStream, stdin: PassThrough): Promise<void> {
  const reader = createByteReader(stream);
  for (;;) {
    const header = await reader.take(HEADER).catch(() => undefined); // the stream was cut off: stdin ends, as after a hangup
    if (header === undefined) break;
    const payload = await reader.take(header.readUInt32LE(1)).catch(() => undefined); // as above
    if (payload === undefined) break;
    if (header[0] === ID.stdin && !stdin.write(payload)) await drained(stdin, stream);
    if (header[0] === ID.closeStdin) stdin.end();
  }
  stdin.end();
}

/** Resolves when there is room for more data, or the client has disconnected. */
async function drained(stdin: PassThrough, stream: AdbStream): Promise<void> {
  await once(stdin, 'drain', { signal: stream.hangup }).catch(() => undefined); // disconnected: the next read ends the loop
}

function frame(id: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt8(id, 0);
  header.writeUInt32LE(payload.length, 1);

  return Buffer.concat([header, payload]);
}

function forwardTo(send: (chunk: Buffer) => Promise<void>): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) =>
      chunk.length === 0 ? done() : void send(chunk).then(() => done(), done),
  });
}

/** Resolves when everything that was written is sent: what comes after the exit code would be lost. Jobs may write on. */
async function flushed(output: Writable): Promise<void> {
  if (output.writableEnded) return await finished(output).catch(() => undefined); // disconnected
  await new Promise<void>((resolve) => output.write(Buffer.alloc(0), () => resolve()));
}

/** Resolves when the stream accepts more data, or at once if the client has disconnected. */
async function write(stream: AdbStream, chunk: Buffer): Promise<void> {
  if (stream.writableEnded || stream.destroyed) return;
  await new Promise<void>((resolve) => stream.write(chunk, () => resolve()));
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);

  return Buffer.concat(chunks).toString('utf8');
}
