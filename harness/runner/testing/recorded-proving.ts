import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { readCaseEvidence } from '../../evidence/folders.ts';
import { readJson, writeJson } from '../../evidence/json-file.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import { nameOfMode } from '../../model/mode.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { RunCase } from '../../model/run.ts';
import { projectRoot } from '../project.ts';
import { packLargeFiles, withUnpacked } from './packed-files.ts';
import type { ProvingRun } from './proving-runs.ts';

/** Evidence of every proving run, tracked by git: `<run>/<release>.<scenario>.<mode>/`, without screens. */
export const RECORDINGS = join(import.meta.dirname, 'recordings');
/** Files that no verdict depends on. */
const LEFT_OUT = new Set(['screens', 'decoded', 'plots']);
/** Names of the JSON Schemas of the files in a recording. */
const SCHEMAS = ['case', 'visibility', 'timeline', 'ledger', 'identity', 'canaries'];

const MANIFEST = 'manifest.json';
const manifestSchema = z.strictObject({ evidenceSchema: z.string() });

/** Replaces the recordings of cases by the evidence in a run's folder; other recordings of the proving run stay. */
export async function keepRecordings(
  { name }: ProvingRun,
  runDir: string,
  cases: readonly RunCase[],
): Promise<void> {
  const kept = join(RECORDINGS, name);
  for (const { evidence, release, scenario, mode } of cases) {
    const from = join(runDir, evidence);
    const to = join(kept, `${nameOfRelease(release)}.${scenario}.${nameOfMode(mode).replaceAll('/', '.')}`);
    await rm(to, { recursive: true, force: true });
    await mkdir(to, { recursive: true });
    for (const file of await readdir(from))
      if (!LEFT_OUT.has(file)) await cp(join(from, file), join(to, file));
    await writeJson(join(to, MANIFEST), {
      evidenceSchema: await evidenceSchemaDigest(await readCaseEvidence(to)),
    });
    await packLargeFiles(to);
  }
}

/**
 * The evidence of each recorded case of a proving run. Fails for a recording that was made with another schema of the evidence:
 * record it again with `npm run test:proving:record`.
 */
export async function readRecording({ name }: ProvingRun): Promise<CaseEvidence[]> {
  const dir = join(RECORDINGS, name);

  return await Promise.all(
    (await readdir(dir)).sort().map(async (folder) => {
      const { evidenceSchema } = await readJson(join(dir, folder, MANIFEST), manifestSchema);
      const evidence = await withUnpacked(join(dir, folder), readCaseEvidence);
      assert.equal(
        evidenceSchema,
        await evidenceSchemaDigest(evidence),
        `the schema of the evidence changed since ${folder} was recorded: npm run test:proving:record -- ${name}`,
      );

      return evidence;
    }),
  );
}

/**
 * SHA-256 of the JSON Schemas of a case's evidence, without their descriptions. Of the timeline's steps only the kinds that the
 * case has: a new kind leaves recordings valid.
 */
async function evidenceSchemaDigest({ timeline }: CaseEvidence): Promise<string> {
  const kinds = new Set<string>(timeline.steps.map(({ kind }) => kind));
  const schemas = await Promise.all(
    SCHEMAS.map(async (name) => {
      const text = await readFile(join(projectRoot, 'docs/schemas', `${name}.json`), 'utf8');

      return JSON.parse(text, (key, value: unknown) => {
        if (key === 'oneOf' && name === 'timeline')
          return z
            .array(stepKindSchema)
            .parse(value)
            .filter((step) => kinds.has(step.properties.kind.const));

        return key === 'description' ? undefined : value;
      }) as unknown;
    }),
  );

  return createHash('sha256').update(JSON.stringify(schemas)).digest('hex');
}

/** JSON Schema of one kind of step. */
const stepKindSchema = z.looseObject({
  properties: z.looseObject({ kind: z.looseObject({ const: z.string() }) }),
});
