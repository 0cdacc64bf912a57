import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** A table of `browsers/data/`, as the runner hands it in. */
export async function readRows<T>(file: string, schema: z.ZodType<T>): Promise<T[]> {
  const text = await readFile(join(import.meta.dirname, '../data', file), 'utf8');

  return z.array(schema).parse(parse(text));
}
