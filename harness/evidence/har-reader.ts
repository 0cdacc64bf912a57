import { Fault, reasonOf } from '../model/fault.ts';
import { type ReadEntry, readEntry } from './har-entry.ts';
import { kindOf, listOf, objectOf, problemAt, textOf, Unread } from './har-fields.ts';
import { textChunksOf } from './har-file.ts';
import { BrokenJson, HarScanner, type WrittenEntry } from './har-scanner.ts';
import { jsonErrorOffset } from './json-error.ts';
import { parseRepaired } from './json-repair.ts';

/** Callbacks for progress and for what a file contains besides its entries. */
export interface HarListener {
  /** Called with the number of bytes read from the file so far. */
  onBytesRead?(bytes: number): void;
  /** Called at the end of the file with each server name whose TLS connection failed. */
  onRefusedName?(name: string): void;
}

/** An element of `log.entries`: a JSON value; the error of text that is not JSON, with the value that a repair gives. */
export type RawEntry = { value: unknown } | { error: BrokenJson; value?: unknown };

/**
 * Streams the entries of a HAR of our own recorder in order, with one entry at a time in memory. An error after an entry is
 * thrown after that entry was yielded.
 * @throws {Fault} with the file, the place and the error
 */
export async function* readHar(file: string, listener: HarListener = {}): AsyncGenerator<ReadEntry> {
  let index = 0;
  for await (const raw of readRawEntries(file, listener)) {
    if ('error' in raw) throw await notJson(file, raw.error);
    const { entry, problems } = readEntry(raw.value);
    if (!entry || problems.length > 0)
      throw new Fault(`${file}: ${problemAt(index, problems[0] ?? ': not an entry')}`);
    index++;
    yield entry;
  }
}

/**
 * Streams the elements of `log.entries` of any HAR. An element that is not JSON does not lose the elements after it.
 * @param isWanted leaves out elements by their text
 * @throws {Fault} with the file, the place and the error, after the elements before it
 */
export async function* readRawEntries(
  file: string,
  listener: HarListener = {},
  isWanted: (text: string) => boolean = () => true,
): AsyncGenerator<RawEntry> {
  const scanner = new HarScanner();
  try {
    for await (const written of readElements(scanner, textChunksOf(file, listener.onBytesRead)))
      if (isWanted(written.text)) yield parsed(written);
    const { text, offsetOf } = scanner.end();
    yield* readFrame(file, parse({ text, offset: 0 }, offsetOf), listener);
  } catch (error) {
    if (error instanceof BrokenJson) throw await notJson(file, error);
    throw error;
  }
}

/** An error comes after the last element that is whole. */
async function* readElements(
  scanner: HarScanner,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<WrittenEntry> {
  try {
    for await (const chunk of chunks) yield* scanner.push(chunk);
  } catch (error) {
    yield* lastOf(scanner);
    throw error;
  }
  yield* lastOf(scanner);
}

function* lastOf(scanner: HarScanner): Generator<WrittenEntry> {
  const last = scanner.lastWhole();
  if (last) yield last;
}

/**
 * Reads what a HAR contains besides the entries that the scanner found. HTTP Toolkit lists connections whose TLS failed, with
 * the requested server name (httptoolkit-ui, src/model/http/har.ts). Entries are left here if the writer escaped the keys
 * `log` or `entries`, or wrote one entry without a list.
 */
function* readFrame(file: string, frame: unknown, listener: HarListener): Generator<RawEntry> {
  const unread = new Unread();
  const isObject = typeof frame === 'object' && frame !== null && !Array.isArray(frame);
  const log = objectOf(isObject && 'log' in frame ? frame.log : undefined, 'log', unread);
  const entries = log?.['entries'];
  const problem = !log
    ? `log: ${isObject && 'log' in frame ? kindOf(frame.log) : 'missing'}`
    : typeof entries === 'object' && entries !== null
      ? undefined
      : `log.entries: ${kindOf(entries)}, not a list`;
  if (!log || problem !== undefined)
    throw new Fault(`${file} is not a HAR: ${problem}`, {
      fix: 'export a HAR file from a browser or a proxy: a JSON object with the list log.entries',
    });
  for (const value of listOf(entries, 'log.entries', unread)) yield { value };
  for (const failed of listOf(log['_tlsErrors'], 'log._tlsErrors', unread)) {
    const name = textOf(objectOf(failed, '', unread)?.['hostname'], '', unread);
    if (name) listener.onRefusedName?.(name);
  }
}

function parsed(written: WrittenEntry): RawEntry {
  try {
    return { value: parse(written) };
  } catch (error) {
    if (!(error instanceof BrokenJson)) throw error;
    const value = parseRepaired(written.text);

    return { error, ...(value !== undefined && { value }) };
  }
}

function parse({ text, offset }: WrittenEntry, offsetOf = (byte: number) => offset + byte): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const errorOffset = Buffer.byteLength(text.slice(0, jsonErrorOffset(text)), 'utf8');
    throw new BrokenJson(reasonOf(error), offsetOf(errorOffset));
  }
}

async function notJson(file: string, error: BrokenJson): Promise<Fault> {
  return new Fault(`${file} is not JSON: ${error.message} (${await lineOf(file, error.offset)})`, {
    cause: error,
  });
}

/** Line and column of a byte. Reads the file again up to this byte. */
async function lineOf(file: string, offset: number): Promise<string> {
  let line = 1;
  let column = 1;
  let bytesBefore = 0;
  let size = 0;
  for await (const chunk of textChunksOf(file)) {
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
