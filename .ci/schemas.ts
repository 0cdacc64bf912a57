import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { auditSchema } from '../harness/model/audit.ts';
import { browserSchema } from '../harness/model/browser.ts';
import { canariesSchema } from '../harness/model/canary.ts';
import { caseSchema } from '../harness/model/case.ts';
import { comparisonSchema } from '../harness/model/compare.ts';
import { dryRunSchema } from '../harness/model/dry-run.ts';
import { experimentReportSchema } from '../harness/model/experiment.ts';
import { expectationsSchema } from '../harness/model/expectations.ts';
import { gateReportSchema } from '../harness/model/gate-report.ts';
import { historySchema } from '../harness/model/history.ts';
import { identitySchema } from '../harness/model/identity.ts';
import { ledgerSchema } from '../harness/model/ledger.ts';
import { planSchema } from '../harness/model/plan.ts';
import { redactionSchema } from '../harness/model/redaction.ts';
import { rulesSchema } from '../harness/model/rules.ts';
import { runSchema } from '../harness/model/run.ts';
import { scanReportSchema } from '../harness/model/scan.ts';
import { sdkFileSchema } from '../harness/model/sdk.ts';
import { timelineSchema } from '../harness/model/timeline.ts';
import { triedReportSchema } from '../harness/model/tried.ts';
import { reasonRowSchema } from '../harness/model/verdict.ts';
import { visibilitySchema } from '../harness/model/visibility.ts';

/** What is checked from outside, by the name of its file in `docs/schemas/`. */
const CONTRACTS: Record<string, z.ZodType> = {
  audit: auditSchema,
  browser: browserSchema,
  canaries: canariesSchema,
  case: caseSchema,
  compare: comparisonSchema,
  'dry-run': dryRunSchema,
  expectations: expectationsSchema,
  experiment: experimentReportSchema,
  gate: gateReportSchema,
  history: historySchema,
  identity: identitySchema,
  ledger: ledgerSchema,
  plan: planSchema,
  reasons: z.array(reasonRowSchema),
  redaction: redactionSchema,
  rules: rulesSchema,
  run: runSchema,
  scan: scanReportSchema,
  sdk: sdkFileSchema,
  timeline: timelineSchema,
  try: triedReportSchema,
  visibility: visibilitySchema,
};
const FOLDER = join(import.meta.dirname, '../docs/schemas');

/** The JSON Schemas (2020-12) of all contracts, by file name, as text. What is written by hand may leave defaults out. */
export function jsonSchemas(): Map<string, string> {
  return new Map(
    Object.entries(CONTRACTS).map(([name, schema]) => [
      `${name}.json`,
      `${JSON.stringify({ title: `Leakgate: ${name}`, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`,
    ]),
  );
}

/** File names whose text in `docs/schemas/` is not what the code says. */
export async function staleSchemas(): Promise<string[]> {
  const stale: string[] = [];
  for (const [name, text] of jsonSchemas())
    if ((await readFile(join(FOLDER, name), 'utf8').catch(() => '')) !== text) stale.push(name);

  return stale;
}

if (process.argv[1] === import.meta.filename) {
  await mkdir(FOLDER, { recursive: true });
  for (const [name, text] of jsonSchemas()) await writeFile(join(FOLDER, name), text);
}
