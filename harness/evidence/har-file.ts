import { createReadStream } from 'node:fs';
import { Readable, type Transform } from 'node:stream';
import { constants, createGunzip, createInflate } from 'node:zlib';
import { Decompress } from 'fzstd';
import { Fault, reasonOf } from '../model/fault.ts';

const CHUNK_BYTES = 1 << 20;
/** Data that is cut off gives what was whole: the text then ends too early. */
const INFLATE = { chunkSize: CHUNK_BYTES, finishFlush: constants.Z_SYNC_FLUSH };
/** Compressed bytes that are decompressed at once: zstd expands a byte to at most 128 KiB. */
const ZSTD_PIECE_BYTES = 1024;

/**
 * A file's text in UTF-8, in chunks, without a byte order mark. Reads plain files, gzip, zstd, zlib (mitmproxy's `.zhar`) and
 * UTF-16 with a byte order mark (PowerShell), recognized by their first bytes.
 * @param onBytesRead is called with the number of bytes read from the file so far
 * @throws {Fault} with the file, for a ZIP archive, and at the end of compressed data that is cut off
 */
export async function* textChunksOf(
  file: string,
  onBytesRead: (bytes: number) => void = () => {},
): AsyncGenerator<Buffer> {
  const chunks = fileChunks(file, onBytesRead);
  const first = await chunks.next();
  const start = first.done ? Buffer.alloc(0) : first.value;
  if (start.subarray(0, 4).equals(ZIP))
    throw new Fault(`${file} is a ZIP archive, not a HAR`, { fix: 'unpack it, and scan the HAR in it' });
  const whole = startingWith(start, chunks);
  yield* isUtf16(start) ? decodeUtf16(whole, start) : withoutMark(decompress(file, start, whole));
}

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');

async function* decompress(
  file: string,
  start: Buffer,
  whole: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  const format = formatOf(start);
  try {
    if (format === 'gzip') yield* inflate(createGunzip(INFLATE), whole);
    else if (format === 'zlib') yield* inflate(createInflate(INFLATE), whole);
    else if (format === 'zstd') yield* decompressZstd(whole);
    else yield* whole;
  } catch (error) {
    if (error instanceof Fault || format === undefined) throw error;
    throw new Fault(`${file} is incomplete: its ${format} data cannot be decompressed (${reasonOf(error)})`, {
      cause: error,
    });
  }
}

/** RFC 1952, RFC 1950, RFC 8878. A HAR starts with none of these bytes. */
function formatOf(start: Buffer): 'gzip' | 'zlib' | 'zstd' | undefined {
  if (start.length < 4) return undefined;
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  if (start[0] === 0x78 && start.readUInt16BE(0) % 31 === 0) return 'zlib';

  return start.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : undefined;
}

async function* inflate(stream: Transform, whole: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(whole);
  source.on('error', (error) => stream.destroy(error));
  source.pipe(stream);
  try {
    for await (const chunk of stream) yield bufferOf(chunk);
  } finally {
    source.destroy();
  }
}

async function* decompressZstd(whole: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  // The decoder writes into its buffer again, so each piece is copied.
  const decoder = new Decompress((piece) => pieces.push(Buffer.from(piece)));
  for await (const chunk of whole)
    for (let at = 0; at < chunk.length; at += ZSTD_PIECE_BYTES) {
      decoder.push(chunk.subarray(at, at + ZSTD_PIECE_BYTES));
      yield* pieces;
      pieces = [];
    }
}

function isUtf16(start: Buffer): boolean {
  return (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
}

async function* decodeUtf16(whole: AsyncGenerator<Buffer>, start: Buffer): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(start[0] === 0xff ? 'utf-16le' : 'utf-16be');
  for await (const chunk of whole) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** Replaces a byte order mark, which is not valid JSON, by spaces, so that every offset stays. */
async function* withoutMark(whole: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of whole) {
    yield isFirst && chunk.indexOf('\uFEFF') === 0
      ? Buffer.concat([Buffer.from('   '), chunk.subarray(3)])
      : chunk;
    isFirst = false;
  }
}

async function* startingWith(start: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  yield* rest;
}

async function* fileChunks(file: string, onBytesRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  let read = 0;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
      const bytes = bufferOf(chunk);
      read += bytes.length;
      onBytesRead(read);
      yield bytes;
    }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error)
      throw new Fault(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
    throw error;
  }
}

function bufferOf(chunk: unknown): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
}
