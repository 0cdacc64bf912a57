import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type * as z from 'zod';
import { counted } from '../model/counted.ts';
import { Fault, reasonOf } from '../model/fault.ts';
import { closestIssue, issueText } from '../model/issue-text.ts';

/** The project's root. Paths of tables are relative to it, also in error messages. */
export const tablesRoot = resolve(import.meta.dirname, '../..');

/** Faults of a file that a message names. */
const MOST_ISSUES = 5;

/** Reads a YAML table; an empty file is an empty table. @throws {Fault} naming file, row and field */
export async function readTable<T>(file: string, schema: z.ZodType<T>, root = tablesRoot): Promise<T> {
  return validate(file, (await readYaml(file, root)) ?? [], schema);
}

/** Reads a YAML file that is one record. @throws {Fault} naming file and field */
export async function readRecord<T>(file: string, schema: z.ZodType<T>, root = tablesRoot): Promise<T> {
  return validate(file, await readYaml(file, root), schema);
}

async function readYaml(file: string, root: string): Promise<unknown> {
  const raw = await readFile(join(root, file), 'utf8').catch((error: unknown) => {
    throw new Fault(`cannot read the table ${file}: ${reasonOf(error)}`);
  });
  try {
    return parse(raw);
  } catch (error) {
    throw new Fault(`${file} is not YAML: ${reasonOf(error).split(/:?\n/, 1)[0] ?? ''}`, {
      fix: 'correct the file at that line',
    });
  }
}

function validate<T>(file: string, value: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value, { error: issueText });
  if (result.success) return result.data;
  const issues = result.error.issues.map(closestIssue);
  const shown = issues.slice(0, MOST_ISSUES).map(({ path, message }) => `${pathText(path)}: ${message}`);
  const more = issues.length - shown.length;

  throw new Fault(`${file}: ${shown.join('; ')}${more > 0 ? `; and ${counted(more, 'more fault')}` : ''}`, {
    fix: `correct ${issues.length === 1 ? 'this' : 'these'} in ${file}; docs/schemas/ and CONTRIBUTING.md describe the formats`,
  });
}

/** A path as text: `row 3, allow.recipient` or `requests, row 1, host`. Rows are counted from 1. */
function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the table';
  const places: string[] = [];
  for (const [at, key] of path.entries()) {
    if (typeof key === 'number') places.push(`row ${key + 1}`);
    else if (at > 0 && typeof path[at - 1] !== 'number') places.push(`${places.pop() ?? ''}.${String(key)}`);
    else places.push(String(key));
  }

  return places.join(', ');
}
