import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { familyFileSchema, type FamilyRow, screensFileSchema } from '../model/family.ts';
import { Fault } from '../model/fault.ts';
import { readRecord, tablesRoot } from './read-table.ts';

/** The user's own table, in the project's folder. */
export const OWN_TABLE = 'leakgate.locators.yaml';

/** The key of screens that apply to every family, as in `harness/browsers/data`. */
const EVERY_FAMILY = 'any-family';

/** Families of browsers that only the user tests, and screens of any family. Its rows are read before ours. */
export const ownTableSchema = z.strictObject({
  families: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/), familyFileSchema).default({}),
  /** By family, or `any-family`. */
  screens: z.record(z.string(), screensFileSchema).default({}),
});
/** An empty file is an empty table. */
const emptyOrOwnTable = z.preprocess((value) => value ?? {}, ownTableSchema);
export type OwnTable = z.infer<typeof ownTableSchema>;

/** The user's own table; empty where the file does not exist. @throws {Fault} for a broken file, naming the key */
export async function readOwnTable(root = tablesRoot): Promise<OwnTable> {
  if (!existsSync(join(root, OWN_TABLE))) return { families: {}, screens: {} };

  return readRecord(OWN_TABLE, emptyOrOwnTable, root);
}

/**
 * The families of the user's own table, after ours.
 * @throws {Fault} for a family or package that is one of ours: its vendor and helpers decide verdicts
 */
export function ownFamilies({ families }: OwnTable, ours: readonly FamilyRow[]): FamilyRow[] {
  return Object.entries(families).map(([family, row]) => {
    if (ours.some((each) => each.family === family))
      throw new Fault(`${OWN_TABLE}: families: '${family}' is a family of Leakgate`, {
        fix: `Give the family another id, or only add screens: the key '${family}' below 'screens'.`,
      });
    const known = ours.find((each) => each.package === row.package && each.marks.length === 0);
    if (known)
      throw new Fault(
        `${OWN_TABLE}: families, ${family}: ${row.package} is the package of the family '${known.family}'`,
        { fix: `Only add screens to that family: the key '${known.family}' below 'screens'.` },
      );

    return { family, ...row };
  });
}

/** The rows of one kind, with their family, marked as the user's own. @throws {Fault} for screens of an unknown family */
export function ownRows<K extends 'locators' | 'ways' | 'walls' | 'switches'>(
  { screens }: OwnTable,
  kind: K,
  families: readonly FamilyRow[],
): (OwnTable['screens'][string][K][number] & { family: string; own: true })[] {
  return Object.entries(screens).flatMap(([key, value]) => {
    const family = key === EVERY_FAMILY ? '*' : key;
    if (family !== '*' && families.every((row) => row.family !== family))
      throw new Fault(`${OWN_TABLE}: screens: no family is named '${key}'`, {
        fix: `Describe the family below 'families', or use one of ${families.map((row) => row.family).join(', ')}.`,
      });
    const rows: readonly OwnTable['screens'][string][K][number][] = value[kind];

    return rows.map((row) => ({ ...row, family, own: true as const }));
  });
}
