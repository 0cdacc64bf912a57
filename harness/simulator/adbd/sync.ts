import { createByteReader, type ByteReader } from './byte-reader.ts';
import type { AdbStream } from './stream.ts';

/** The handset's files as adb's user sees them. Each method may throw an error with Android's message. */
export interface SyncFiles {
  stat(path: string): SyncStat | undefined;
  list(path: string): { name: string; stat: SyncStat }[] | undefined;
  /** The content in chunks. Throws for a file that cannot be read. */
  read(path: string): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Writes a file from chunks and creates its folders; leaves nothing behind if it fails. */
  write(path: string, mode: number, modified: () => number, content: AsyncIterable<Buffer>): Promise<void>;
}

export interface SyncStat {
  /** With the bits of the file's type. */
  mode: number;
  size: number;
  /** Seconds since 1970. */
  modified: number;
}

const MAX_DATA = 64 * 1024;
const ENOENT = 2;

/** The `sync:` service: push, pull, list and stat. Source: AOSP packages/modules/adb/SYNC.TXT and file_sync_protocol.h. */
export async function syncService(stream: AdbStream, files: SyncFiles): Promise<void> {
  const reader = createByteReader(stream);
  try {
    for (;;) {
      const header = await reader.take(8);
      if (header === undefined) break;
      const id = header.toString('latin1', 0, 4);
      if (id === 'QUIT') break;
      const name = await reader.take(header.readUInt32LE(4));
      if (name === undefined) break;
      if (!(await answer(id, name.toString('utf8'), stream, reader, files))) break;
    }
  } catch {
    // The client disconnected during a request, so nothing can be reported to it.
  }
  stream.end();
}

/** Resolves to false if the connection must end. */
async function answer(
  id: string,
  name: string,
  stream: AdbStream,
  reader: ByteReader,
  files: SyncFiles,
): Promise<boolean> {
  switch (id) {
    case 'STAT':
      await send(stream, statOf(attempt(() => files.stat(name))));
      return true;
    case 'STA2':
    case 'LST2':
      await send(
        stream,
        statTwoOf(
          id,
          attempt(() => files.stat(name)),
        ),
      );
      return true;
    case 'LIST':
      for (const entry of attempt(() => files.list(name)) ?? []) await send(stream, directoryEntry(entry));
      await send(stream, Buffer.concat([Buffer.from('DONE'), Buffer.alloc(16)]));
      return true;
    case 'RECV':
      await receive(name, stream, files);
      return true;
    case 'SEND':
      return await store(name, stream, reader, files);
    default:
      await fail(stream, `unknown command ${id}`);
      return false;
  }
}

/** A file without permission is reported as missing. */
function attempt<T>(look: () => T | undefined): T | undefined {
  try {
    return look();
  } catch {
    return undefined; // no permission: adbd's lstat fails in the same way for both
  }
}

async function receive(name: string, stream: AdbStream, files: SyncFiles): Promise<void> {
  try {
    for await (const piece of files.read(name))
      for (let at = 0; at < piece.length; at += MAX_DATA)
        await send(stream, idLength('DATA', Buffer.from(piece.subarray(at, at + MAX_DATA))));
    await send(stream, idLength('DONE', undefined, 0));
  } catch (error) {
    await fail(stream, error instanceof Error ? error.message : String(error));
  }
}

/** `name` is `<path>,<mode>`. The content is always read to its end, as the client would hang otherwise. */
async function store(
  name: string,
  stream: AdbStream,
  reader: ByteReader,
  files: SyncFiles,
): Promise<boolean> {
  const comma = name.lastIndexOf(',');
  const path = name.slice(0, comma);
  const mode = Number(name.slice(comma + 1)) & 0o777;
  const incoming = incomingFile(reader);
  try {
    if (comma < 0 || Number.isNaN(mode)) throw new Error(`missing , in ID_SEND`);
    await files.write(path, mode, incoming.modified, incoming.content());
    await send(stream, idLength('OKAY', undefined, 0));
    return true;
  } catch (error) {
    if (incoming.brokeOff()) return false;
    for await (const _ of incoming.content()); // discards the rest
    await fail(stream, error instanceof Error ? error.message : String(error));
    return true;
  }
}

/** The DATA packets of a SEND up to its DONE, which contains the time. */
function incomingFile(reader: ByteReader) {
  let modified = 0;
  let done = false;
  let broken = false;

  return {
    modified: () => modified,
    brokeOff: () => broken,
    async *content(): AsyncGenerator<Buffer, void> {
      while (!done) {
        const header = await reader.take(8);
        const id = header?.toString('latin1', 0, 4);
        const length = header?.readUInt32LE(4) ?? 0;
        if (id === 'DONE') {
          modified = length;
          done = true;
          return;
        }
        const data = id === 'DATA' && length <= MAX_DATA ? await reader.take(length) : undefined;
        if (data === undefined) {
          broken = true;
          throw new Error('the transfer was cut off');
        }
        yield data;
      }
    },
  };
}

function statOf(stat: SyncStat | undefined): Buffer {
  const reply = Buffer.alloc(16);
  reply.write('STAT', 0, 'latin1');
  reply.writeUInt32LE(stat?.mode ?? 0, 4);
  reply.writeUInt32LE(Math.min(stat?.size ?? 0, 0xffffffff), 8);
  reply.writeUInt32LE(stat?.modified ?? 0, 12);

  return reply;
}

/** Fields: error, device (8), inode (8), mode, links, uid, gid, size (8), three times (8 each). */
function statTwoOf(id: string, stat: SyncStat | undefined): Buffer {
  const reply = Buffer.alloc(72);
  reply.write(id, 0, 'latin1');
  reply.writeUInt32LE(stat === undefined ? ENOENT : 0, 4);
  if (stat === undefined) return reply;
  reply.writeUInt32LE(stat.mode, 24);
  reply.writeUInt32LE(1, 28);
  reply.writeBigUInt64LE(BigInt(stat.size), 40);
  for (const at of [48, 56, 64]) reply.writeBigInt64LE(BigInt(stat.modified), at);

  return reply;
}

function directoryEntry({ name, stat }: { name: string; stat: SyncStat }): Buffer {
  const bytes = Buffer.from(name);
  const entry = Buffer.alloc(20);
  entry.write('DENT', 0, 'latin1');
  entry.writeUInt32LE(stat.mode, 4);
  entry.writeUInt32LE(Math.min(stat.size, 0xffffffff), 8);
  entry.writeUInt32LE(stat.modified, 12);
  entry.writeUInt32LE(bytes.length, 16);

  return Buffer.concat([entry, bytes]);
}

async function fail(stream: AdbStream, reason: string): Promise<void> {
  await send(stream, idLength('FAIL', Buffer.from(reason)));
}

function idLength(id: string, payload: Buffer = Buffer.alloc(0), length = payload.length): Buffer {
  const header = Buffer.alloc(8);
  header.write(id, 0, 'latin1');
  header.writeUInt32LE(length, 4);

  return Buffer.concat([header, payload]);
}

/** Resolves when the stream accepts more data. */
async function send(stream: AdbStream, bytes: Buffer): Promise<void> {
  if (stream.destroyed || stream.writableEnded) throw new Error('the client has disconnected');
  await new Promise<void>((resolve) => stream.write(bytes, () => resolve()));
}
