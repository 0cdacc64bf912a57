import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readCaseEvidence } from '../../evidence/folders.ts';
import { readJson, writeJson } from '../../evidence/json-file.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import { projectRoot } from '../project.ts';
import type { ProvingRun } from './proving-runs.ts';

/** Evidence of every proving run, tracked by git: `<run>/<case>/`, without screens. */
export const RECORDINGS = join(import.meta.dirname, 'recordings');
/** Files that no verdict depends on. */
const LEFT_OUT = new Set(['screens', 'decoded', 'plots']);
/** The contracts that a recording is written by. */
const SCHEMAS = ['case', 'visibility', 'timeline', 'ledger', 'identity', 'canaries'];

const manifestSchema = z.strictObject({ evidenceSchema: z.string() });

/** Replaces the recording of one proving run by the cases in a run's folder. */
export async function keepRecording({ name }: ProvingRun, runDir: string): Promise<void> {
  const kept = join(RECORDINGS, name);
  await rm(kept, { recursive: true, force: true });
  const cases = join(runDir, 'cases');
  for (const folder of (await readdir(cases)).sort()) {
    await mkdir(join(kept, folder), { recursive: true });
    for (const file of await readdir(join(cases, folder)))
      if (!LEFT_OUT.has(file)) await cp(join(cases, folder, file), join(kept, folder, file));
  }
  await writeJson(join(kept, 'manifest.json'), { evidenceSchema: await evidenceSchemaDigest() });
}

/**
 * The evidence of each recorded case of a proving run. Fails where the recording was made with another schema of the evidence: record again
 * with `npm run test:proving:record`.
 */
export async function readRecording({ name }: ProvingRun): Promise<CaseEvidence[]> {
  const dir = join(RECORDINGS, name);
  const { evidenceSchema } = await readJson(join(dir, 'manifest.json'), manifestSchema);
  assert.equal(
    evidenceSchema,
    await evidenceSchemaDigest(),
    `the schema of the evidence changed since ${name} was recorded: npm run test:proving:record -- ${name}`,
  );
  const entries = await readdir(dir, { withFileTypes: true });

  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(dir, entry.name));

  return await Promise.all(folders.map(readCaseEvidence));
}

/** SHA-256 of the JSON Schemas of the evidence, without their descriptions. */
async function evidenceSchemaDigest(): Promise<string> {
  const schemas = await Promise.all(
    SCHEMAS.map(async (name) => {
      const text = await readFile(join(projectRoot, 'docs/schemas', `${name}.json`), 'utf8');

      return JSON.parse(text, (key, value: unknown) =>
        key === 'description' ? undefined : value,
      ) as unknown;
    }),
  );

  return createHash('sha256').update(JSON.stringify(schemas)).digest('hex');
}
