import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { Fault } from '../model/fault.ts';
import { type FamilyRow, familyRowSchema } from '../model/tables.ts';

/** The rows of `data/families.yaml`. */
export function loadFamilies(): FamilyRow[] {
  return load('families.yaml', familyRowSchema);
}

function load<T>(name: string, row: z.ZodType<T>): T[] {
  const file = join(import.meta.dirname, 'data', name);
  const rows = z.array(row).safeParse(parse(readFileSync(file, 'utf8')));
  if (!rows.success) throw new Fault(`${file} is not what it should be:\n${z.prettifyError(rows.error)}`);

  return rows.data;
}
