import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Budget, hostRowSchema, type Policy } from '../model/evidence.ts';
import { type Expectation, expectationsSchema } from '../model/expectations.ts';
import { Fault, reasonOf } from '../model/fault.ts';
import {
  type BrowserTables,
  deniedRowSchema,
  type FamilyRow,
  familyRowSchema,
  locatorRowSchema,
  type ResponderRow,
  responderRowSchema,
  type SdkRow,
  sdkRowSchema,
  switchRowSchema,
  wallRowSchema,
  wayRowSchema,
} from '../model/tables.ts';
import { identifierRowSchema, ownerRowSchema, type TieTables } from '../model/ties.ts';
import { reasonRowSchema } from '../model/verdict.ts';
import { projectRoot } from './project.ts';

/** Everything that is data in this project, read once at the rim and passed on as values. */
export interface Tables {
  families: FamilyRow[];
  sdks: SdkRow[];
  responders: ResponderRow[];
  browsers: BrowserTables;
  expectations: Expectation[];
  policy: Policy;
  ties: TieTables;
}

/** Reads and checks every table; a broken row is a Fault that names file, row and field. */
export async function readTables(budget: Budget): Promise<Tables> {
  const [
    ties,
    [families, sdks, responders, hosts, reasons, expectations, locators, ways, walls, denied, switches],
  ] = await Promise.all([
    readTies(),
    Promise.all([
      readTable('harness/releases/data/families.yaml', z.array(familyRowSchema)),
      readSdks(),
      readTable('harness/origins/data/responders.yaml', z.array(responderRowSchema)),
      readTable('harness/detect/data/hosts.yaml', z.array(hostRowSchema)),
      readTable('harness/verdict/data/reasons.yaml', z.array(reasonRowSchema)),
      readExpectations(projectRoot),
      readTable('harness/browsers/data/locators.yaml', z.array(locatorRowSchema)),
      readTable('harness/browsers/data/ways.yaml', z.array(wayRowSchema)),
      readTable('harness/browsers/data/walls.yaml', z.array(wallRowSchema)),
      readTable('harness/browsers/data/denied.yaml', z.array(deniedRowSchema)),
      readTable('harness/browsers/data/switches.yaml', z.array(switchRowSchema)),
    ]),
  ]);

  return {
    families,
    sdks,
    responders,
    browsers: { locators, ways, walls, denied, switches },
    expectations,
    policy: { reasons, tables: { hosts }, budget, sdks },
    ties,
  };
}

/** The tables by which findings are tied to a person and to recipients. */
export async function readTies(): Promise<TieTables> {
  return {
    identifiers: await readTable('harness/detect/data/identifiers.yaml', z.array(identifierRowSchema)),
    owners: await readTable('harness/verdict/data/owners.yaml', z.array(ownerRowSchema)),
  };
}

/** The SDKs alone: all that a plan needs. */
export function readSdks(): Promise<SdkRow[]> {
  return readTable('harness/releases/data/sdks.yaml', z.array(sdkRowSchema));
}

/** `apks/expectations.yaml` of a folder: the project's own, or the one that a run kept. */
export function readExpectations(root: string): Promise<Expectation[]> {
  return readTable('apks/expectations.yaml', expectationsSchema, root);
}

/** Reads one YAML table, relative to the project's root. */
export async function readTable<T>(file: string, schema: z.ZodType<T>, root = projectRoot): Promise<T> {
  const raw = await readFile(join(root, file), 'utf8').catch((error: unknown) => {
    throw new Fault(`cannot read the table ${file}: ${reasonOf(error)}`);
  });
  let rows: unknown;
  try {
    rows = parse(raw);
  } catch (error) {
    throw new Fault(`${file} is not YAML: ${reasonOf(error).split(/:?\n/, 1)[0] ?? ''}`);
  }
  const checked = schema.safeParse(rows ?? []);
  if (checked.success) return checked.data;
  const issue = checked.error.issues.map(closest)[0];

  throw new Fault(`${file}: ${issue ? `${placeIn(issue.path)}: ${issue.message}` : 'not valid'}`);
}

/** Of a row that can be of several kinds, what is wrong with it as the kind that it is most like. */
function closest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const [best] = issue.errors.toSorted((a, b) => a.length - b.length);
  const [first] = best ?? [];
  if (!first) return issue;
  const { path, ...rest } = closest(first);

  return { ...rest, path: [...issue.path, ...path] };
}

/** `row 3, allow.recipient`; rows are counted from 1, as people do. */
function placeIn([row, ...path]: readonly PropertyKey[]): string {
  const place = typeof row === 'number' ? `row ${row + 1}` : row === undefined ? 'the table' : String(row);

  return [place, ...(path.length > 0 ? [path.join('.')] : [])].join(', ');
}
