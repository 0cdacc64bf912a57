import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { readJson, writeJson } from '../../evidence/json-file.ts';

const NAME = 'result.json';

const resultSchema = z.object({
  schema: z.literal('leakgate/night-result@1'),
  /** The name of the run in its night, such as a family. */
  name: z.string().regex(/^[a-z0-9][\w.-]{0,60}$/i),
  /** The exit code of `leakgate run`. */
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(130)]),
  /** The id of the run; null if it did not begin. */
  run: z
    .string()
    .regex(/^[\w.-]+$/)
    .nullable(),
  /** Why there is no redacted bundle; null if there is one. */
  noBundle: z.string().max(10_000).nullable(),
});
/** What a run of a night leaves for the steps that publish it and that fail the night. */
export type NightResult = z.infer<typeof resultSchema>;

/** The folder of the redacted bundle in a result's folder. */
export const BUNDLE = 'bundle';

export async function writeResult(folder: string, result: NightResult): Promise<void> {
  await writeJson(join(folder, NAME), result);
}

/** All results of a night, by name, with the folder of each. @throws {Fault} for a result that cannot be read */
export async function readResults(folder: string): Promise<{ folder: string; result: NightResult }[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort();

  return await Promise.all(
    folders.map(async (each) => ({ folder: each, result: await readJson(join(each, NAME), resultSchema) })),
  );
}
