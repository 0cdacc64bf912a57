import * as z from 'zod';
import type { Budget, Policy } from '../model/evidence.ts';
import { type Expectation, expectationsSchema } from '../model/expectations.ts';
import type { Sdk } from '../model/sdk.ts';
import type { BrowserTables, FamilyRow } from '../model/family.ts';
import type { ResponderRow } from '../model/tables.ts';
import { ownerRowSchema, type TieTables } from '../model/ties.ts';
import { type ReasonRow, reasonRowSchema } from '../model/verdict.ts';
import { readBrowserTables, readFamilies } from '../tables/families.ts';
import { readTable } from '../tables/read-table.ts';
import { readHosts, readIdentifiers, readResponders, readSdks } from '../tables/sdks.ts';
import { projectRoot } from './project.ts';

/** All tables, read once and passed on as values. */
export interface Tables {
  families: FamilyRow[];
  sdks: Sdk[];
  responders: ResponderRow[];
  browsers: BrowserTables;
  expectations: Expectation[];
  policy: Policy;
  ties: TieTables;
}

/**
 * Reads and checks every table; a broken row is a Fault that names file, row and field.
 * @param expectationsRoot the folder with `apks/expectations.yaml`: by default the project, for a run its folder `rules`
 */
export async function readTables(budget: Budget, expectationsRoot = projectRoot): Promise<Tables> {
  const [sdks, families] = await Promise.all([readSdks(), readFamilies()]);
  const [browsers, responders, hosts, reasons, identifiers, owners, expectations] = await Promise.all([
    readBrowserTables(families),
    readResponders(sdks),
    readHosts(sdks),
    readReasons(),
    readIdentifiers(sdks),
    readTable('harness/verdict/data/owners.yaml', z.array(ownerRowSchema)),
    readExpectations(expectationsRoot),
  ]);

  return {
    families,
    sdks,
    responders,
    browsers,
    expectations,
    policy: { reasons, families, hosts, sdks, budget },
    ties: { identifiers, owners },
  };
}

/** Reads the table of reasons. */
export function readReasons(): Promise<ReasonRow[]> {
  return readTable('harness/verdict/data/reasons.yaml', z.array(reasonRowSchema));
}

/** Reads `apks/expectations.yaml` in a folder: the project's, or the `rules/` folder of a run. */
export function readExpectations(root: string): Promise<Expectation[]> {
  return readTable('apks/expectations.yaml', expectationsSchema, root);
}

/** Reads a user's own file of expectations. @throws {Fault} naming file, row and field */
export function readExpectationsFile(file: string): Promise<Expectation[]> {
  return readTable(file, expectationsSchema, '');
}
