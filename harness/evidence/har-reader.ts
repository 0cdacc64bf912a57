import { z } from 'zod';
import { Fault } from '../model/fault.ts';
import { harEntrySchema, type ReadEntry } from './har-schema.ts';
import { parseJson, placeOf, readText } from './json-file.ts';

const harSchema = z.looseObject({ log: z.looseObject({ entries: z.array(z.unknown()) }) });

/** The entries of a HAR file, in order. @throws {Fault} naming the file, the place and what is wrong there */
export async function* readHar(file: string): AsyncGenerator<ReadEntry> {
  const har = harSchema.safeParse(parseJson(await readText(file), file));
  if (!har.success)
    throw new Fault(`${file} is no HAR: ${complaintOf(har.error, [])}`, {
      fix: 'a HAR file is an object with log.entries, as browsers and proxies export it',
    });
  for (const [index, raw] of har.data.log.entries.entries()) {
    const entry = harEntrySchema.safeParse(raw);
    if (!entry.success) throw new Fault(`${file}: ${complaintOf(entry.error, ['log', 'entries', index])}`);
    yield entry.data;
  }
}

function complaintOf(error: z.ZodError, at: readonly PropertyKey[]): string {
  const [issue] = error.issues;

  return issue ? `${placeOf([...at, ...issue.path])}: ${issue.message}` : error.message;
}
