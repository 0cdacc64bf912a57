import type { JudgedExchange } from '../model/evidence.ts';
import { readAttachedBody } from './attached-body.ts';
import { exchangeOf } from './exchanges.ts';
import { foresee } from './foresee.ts';
import { type EntryReading, type ReadEntry, readEntry } from './har-entry.ts';
import { type HarListener, type RawEntry, readRawEntries } from './har-reader.ts';
import { problemAt } from './har-fields.ts';
import { unsentOf, type Unsent } from './unsent.ts';

/** An entry of any program's HAR: a request that was or may have been sent, one that was not, or nothing readable. */
export interface RecordedEntry {
  index: number;
  exchange?: JudgedExchange;
  unsent?: Unsent;
  /** What of the entry cannot be read: `log.entries[7].request.headers[3]: null, not a name and a value`. */
  problems: readonly string[];
}

/**
 * Streams the entries of any program's HAR in order, with one entry at a time in memory. Each entry is read alone, as far as
 * it can be read; only tunnels and DNS answers are known from the whole file. Bodies that the writer put into other files are read from the HAR's folder.
 * @param first index of the first entry
 * @throws {Fault} where the file is not a HAR or is cut off, after the entries before this place
 */
export async function* readRecording(
  file: string,
  first: number,
  listener: HarListener = {},
): AsyncGenerator<RecordedEntry> {
  const connections = await foresee(file);
  let index = first;
  for await (const raw of readRawEntries(file, listener)) {
    const { entry, problems } = readRaw(raw);
    const unsent = entry && unsentOf(entry);
    const sent = entry && !unsent ? await withAttachedBody(entry, file) : undefined;
    yield {
      index,
      problems: problems.map((problem) => problemAt(index - first, problem)),
      ...(unsent && { unsent }),
      ...(sent && { exchange: exchangeOf(sent, index, connections.next(sent)) }),
    };
    index++;
  }
}

/** An entry that is not JSON is a problem, even if its repair can be read. */
function readRaw(raw: RawEntry): EntryReading {
  if (!('error' in raw)) return readEntry(raw.value);
  const broken = `: not JSON: ${raw.error.message}`;
  if (raw.value === undefined) return { problems: [broken] };
  const { entry, problems } = readEntry(raw.value);

  return { ...(entry && { entry }), problems: [broken, ...problems] };
}

async function withAttachedBody(entry: ReadEntry, har: string): Promise<ReadEntry> {
  const { request, marks } = entry;
  if (request.file === undefined || marks) return entry;

  return { ...entry, request: { ...request, attached: await readAttachedBody(har, request.file) } };
}
