import * as z from 'zod';
import { contactSchema } from './audit.ts';
import { handsetFactsSchema } from './handset.ts';
import { modeSchema } from './mode.ts';
import { capabilitiesSchema, skippedSchema } from './plan.ts';
import { releaseSchema, sha256Schema } from './release.ts';
import { linkabilitySchema } from './ties.ts';
import { reasonSchema, verdictSchema } from './verdict.ts';

export const runCaseSchema = z.object({
  id: z.string(),
  state: z.enum(['planned', 'running', 'decided']),
  /** Index in `handsets`; null until a handset is assigned. */
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
  /** Hosts that the release contacted, whatever was sent; absent in runs of older versions. */
  contacts: z.array(contactSchema).optional(),
  attempts: z.number().int(),
  durationMs: z.number(),
  /** `cases/<id>/`, in the run's folder. */
  evidence: z.string().regex(/^cases\/(?!\.\.?\/)[^/\\]+\/$/),
  /** SHA-256 of every file in the case's folder, `case.json` included, by its path there. */
  files: z.record(z.string(), sha256Schema),
});
export type RunCase = z.infer<typeof runCaseSchema>;

export const gateSchema = z.object({
  passed: z.boolean(),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(130)]),
  failures: z.array(
    z.object({
      case: z.string(),
      why: z.string(),
      /** Set where the verdict is not the cause: the case contacted a new recipient, or may have. */
      kind: z.literal('recipients').optional(),
    }),
  ),
  /** Expected leaks that are gone. They are reported and fail nothing. */
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

/** `reports/<run>/run.json`, schema `leakgate/run@1`; only the launcher process writes it. */
export const runSchema = z.object({
  schema: z.literal('leakgate/run@1'),
  id: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  rules: z.string(),
  tool: toolSchema,
  handsets: z.array(handsetFactsSchema),
  /** What the user added to the capabilities of each Appium session; absent for nothing. */
  capabilities: capabilitiesSchema.optional(),
  cases: z.array(runCaseSchema),
  skipped: z.array(skippedSchema),
  gate: gateSchema.nullable(),
  /** SHA-256 of the run's own files by path: the plan, and the rules in `rules/`. */
  files: z.record(z.string(), sha256Schema).default({}),
  /** How linkable each release's reports are; for releases with a decided case. */
  linkability: z.array(linkabilitySchema).optional(),
  /** Only in a redacted bundle: the digest of the run that it was made from. */
  redacted: z.object({ of: sha256Schema }).optional(),
});
export type Run = z.infer<typeof runSchema>;
