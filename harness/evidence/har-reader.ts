import { createReadStream } from 'node:fs';
import type * as z from 'zod';
import { Fault, reasonOf } from '../model/fault.ts';
import { harEntrySchema, harFrameSchema, type ReadEntry } from './har-schema.ts';
import { BrokenJson, HarScanner, type WrittenEntry } from './har-scanner.ts';
import { jsonErrorOffset } from './json-error.ts';
import { placeOf } from './json-file.ts';

const CHUNK_BYTES = 1 << 20;

/** Callbacks for progress and for what a file contains besides its entries. */
export interface HarListener {
  /** Called after every entry with the number of bytes read so far. */
  onBytesRead?(bytes: number): void;
  /** Called at the end of the file with each server name whose TLS connection failed. */
  onRefusedName?(name: string): void;
}

/**
 * Streams the entries of a HAR file in order, with one entry at a time in memory. An error after an entry is thrown after
 * that entry was yielded.
 * @throws {Fault} with the file, the place and the error
 */
export async function* readHar(file: string, listener: HarListener = {}): AsyncGenerator<ReadEntry> {
  const scanner = new HarScanner();
  let index = 0;
  let isFirst = true;
  try {
    for await (const chunk of chunksOf(file)) {
      const clean = isFirst && chunk.indexOf('\uFEFF') === 0 ? blankByteOrderMark(chunk) : chunk;
      isFirst = false;
      for (const written of scanner.push(clean)) {
        yield entryOf(parse(written), file, index++);
        listener.onBytesRead?.(written.offset);
      }
    }
    const { text, offsetOf } = scanner.end();
    const frame = parse({ text, offset: 0 }, offsetOf);
    const har = harFrameSchema.safeParse(frame);
    if (!har.success)
      throw new Fault(`${file} is not a HAR: ${describeIssue(har.error, [])}`, {
        fix: 'export a HAR file from a browser or a proxy: a JSON object with the list log.entries',
      });
    // If the writer escaped the keys `log` or `entries`, the scanner leaves the entries in the frame.
    for (const raw of har.data.log.entries) yield entryOf(raw, file, index++);
    for (const { hostname } of har.data.log._tlsErrors ?? [])
      if (hostname) listener.onRefusedName?.(hostname);
  } catch (error) {
    if (!(error instanceof BrokenJson)) throw error;
    throw new Fault(`${file} is not JSON: ${error.message} (${await lineOf(file, error.offset)})`, {
      cause: error,
    });
  }
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES }))
      yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
  } catch (error) {
    if (error instanceof Error && 'syscall' in error)
      throw new Fault(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
    throw error;
  }
}

/** Replaces a byte order mark, which is not valid JSON, by spaces, so that every offset stays. */
function blankByteOrderMark(chunk: Buffer): Buffer {
  return Buffer.concat([Buffer.from('   '), chunk.subarray(3)]);
}

function parse({ text, offset }: WrittenEntry, offsetOf = (byte: number) => offset + byte): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const errorOffset = Buffer.byteLength(text.slice(0, jsonErrorOffset(text)), 'utf8');
    throw new BrokenJson(reasonOf(error), offsetOf(errorOffset));
  }
}

function entryOf(raw: unknown, file: string, index: number): ReadEntry {
  const entry = harEntrySchema.safeParse(raw);
  if (!entry.success) throw new Fault(`${file}: ${describeIssue(entry.error, ['log', 'entries', index])}`);

  return entry.data;
}

/** Line and column of a byte. Reads the file again up to this byte. */
async function lineOf(file: string, offset: number): Promise<string> {
  let line = 1;
  let column = 1;
  let bytesBefore = 0;
  let size = 0;
  for await (const chunk of chunksOf(file)) {
    size += chunk.length;
    const before = chunk.subarray(0, Math.max(0, offset - bytesBefore));
    for (let at = before.indexOf(10); at >= 0; at = before.indexOf(10, at + 1)) line++;
    const tail = before.toString('utf8').slice(before.toString('utf8').lastIndexOf('\n') + 1);
    column = before.includes(10) ? tail.length + 1 : column + tail.length;
    bytesBefore += chunk.length;
    if (bytesBefore > offset) break;
  }

  return `line ${line}, column ${column}${offset >= size ? ', at the end of the file' : ''}`;
}

function describeIssue(error: z.ZodError, at: readonly PropertyKey[]): string {
  const [issue] = error.issues;

  return issue ? `${placeOf([...at, ...issue.path])}: ${issue.message}` : error.message;
}
