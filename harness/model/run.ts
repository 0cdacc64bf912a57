import { z } from 'zod';
import { handsetFactsSchema } from './handset.ts';
import { modeSchema } from './mode.ts';
import { skippedSchema } from './plan.ts';
import { releaseSchema, sha256Schema } from './release.ts';
import { linkabilitySchema } from './ties.ts';
import { reasonSchema, verdictSchema } from './verdict.ts';

export const runCaseSchema = z.object({
  id: z.string(),
  state: z.enum(['planned', 'running', 'decided']),
  /** Index in `handsets`; null while no handset has it. */
  handset: z.number().int().nullable(),
  release: releaseSchema,
  scenario: z.string(),
  mode: modeSchema,
  /** Null until decided. */
  verdict: verdictSchema.nullable(),
  expected: z.array(verdictSchema),
  reasons: z.array(reasonSchema),
  findings: z.number().int(),
  recipients: z.array(z.string()),
  attempts: z.number().int(),
  durationMs: z.number(),
  /** `cases/<id>/`, in the run's own folder. */
  evidence: z.string().regex(/^cases\/(?!\.\.?\/)[^/\\]+\/$/),
  /** SHA-256 of every file of the case's folder, `case.json` too, by its path in there. */
  files: z.record(z.string(), sha256Schema),
});
export type RunCase = z.infer<typeof runCaseSchema>;

export const gateSchema = z.object({
  passed: z.boolean(),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(130)]),
  failures: z.array(z.object({ case: z.string(), why: z.string() })),
  /** Expected leaks that are gone. They fail nothing, and are said. */
  changed: z.array(z.object({ case: z.string(), why: z.string() })).optional(),
});
export type Gate = z.infer<typeof gateSchema>;

export const toolSchema = z.object({
  version: z.string(),
  node: z.string(),
  appium: z.string(),
  driver: z.string(),
  mockttp: z.string(),
  chromium: z.string().nullable(),
});
export type ToolVersions = z.infer<typeof toolSchema>;

/** `reports/<run>/run.json`, schema `leakgate/run@1`; only the launcher side writes it. */
export const runSchema = z.object({
  schema: z.literal('leakgate/run@1'),
  id: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  rules: z.string(),
  tool: toolSchema,
  handsets: z.array(handsetFactsSchema),
  cases: z.array(runCaseSchema),
  skipped: z.array(skippedSchema),
  gate: gateSchema.nullable(),
  /** SHA-256 of the run's own files, by path: the plan, and in `rules/` what was in force. */
  files: z.record(z.string(), sha256Schema).default({}),
  /** How far what each release reports can be put together; where a case was decided. */
  linkability: z.array(linkabilitySchema).optional(),
  /** Only on a bundle to publish: the digest of the run that it was made of. */
  redacted: z.object({ of: sha256Schema }).optional(),
});
export type Run = z.infer<typeof runSchema>;
