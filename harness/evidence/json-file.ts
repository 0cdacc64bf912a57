import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type * as z from 'zod';
import { Fault, reasonOf } from '../model/fault.ts';
import { closestIssue, issueText } from '../model/issue-text.ts';
import { jsonErrorOffset } from './json-error.ts';

/** Writes a value as indented JSON, atomically. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Reads a JSON file and checks it with a schema. @throws {Fault} with the file, the place and the error */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const raw = await readText(file);
  const value = parseJson(raw, file);
  const checked = schema.safeParse(value, { error: issueText });
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues.map(closestIssue);
  if (issue?.code === 'invalid_value' && issue.path.join() === 'schema')
    throw new Fault(
      `${file} is ${schemaOf(value)}, but this version of Leakgate can read only ${issue.values.join(' or ')}`,
      { fix: 'use the version of Leakgate that wrote the file, or a newer version' },
    );

  throw new Fault(`${file}: ${issue ? `${placeOf(issue.path)}: ${issue.message}` : 'not valid'}`, {
    fix: 'correct the file, or get it again from where it came; docs/schemas/ describes the formats',
    cause: checked.error,
  });
}

function schemaOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'schema' in value
    ? `of the schema ${JSON.stringify(value.schema)}`
    : 'of no schema';
}

/** The text of a file, without a byte order mark. @throws {Fault} naming it */
export async function readText(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');

    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  } catch (error) {
    throw new Fault(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** @throws {Fault} with the file, line and column of the error */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Fault(`${file} is not JSON: ${reasonOf(error)} (${lineOf(text)})`, {
      fix: 'correct the file at that place, or get it again from where it came',
      cause: error,
    });
  }
}

/** `log.entries[3].request.url` */
export function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');

  return place.replace(/^\./, '') || 'the file';
}

function lineOf(text: string): string {
  const offset = jsonErrorOffset(text);
  const before = text.slice(0, offset).split('\n');

  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}${offset >= text.length ? ', at the end of the file' : ''}`;
}
