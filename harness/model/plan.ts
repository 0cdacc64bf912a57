import { z } from 'zod';
import { statisticsSchema } from './mode.ts';
import { cataloguedReleaseSchema } from './release.ts';

export const plannedModeSchema = z.object({ private: z.boolean(), statistics: statisticsSchema });

export const plannedCaseSchema = z.object({
  id: z.string(),
  batch: z.string(),
  scenario: z.string(),
  mode: plannedModeSchema,
});
export type PlannedCase = z.infer<typeof plannedCaseSchema>;

/** A release with all its scenarios and modes: one WebdriverIO capability, one worker, one Appium session. */
export const batchSchema = z.object({
  id: z.string(),
  release: cataloguedReleaseSchema,
  cases: z.array(plannedCaseSchema),
});
export type Batch = z.infer<typeof batchSchema>;

export const skippedSchema = z.object({
  release: z.string(),
  scenario: z.string(),
  mode: z.string(),
  why: z.string(),
});

/** `reports/<run>/plan.json`: every case that exists in this run. The plan, not the files loaded, says which. */
export const planSchema = z.object({
  schema: z.literal('leakgate/plan@1'),
  run: z.string(),
  createdAt: z.string(),
  rules: z.string(),
  /** `sim`, `sim:2`, a serial ... as asked for. */
  handsets: z.array(z.string()),
  /** Clock speed of simulated handsets in waits. */
  speed: z.number().positive(),
  /** Under how many fresh identities each story is played. */
  identities: z.number().int().positive().default(1),
  /** Whether each private story is played once more in normal mode, which a clean needs. */
  twin: z.boolean().default(true),
  /** Absolute paths of the spec files, by scenario. */
  specs: z.record(z.string(), z.string()),
  batches: z.array(batchSchema),
  skipped: z.array(skippedSchema),
});
export type Plan = z.infer<typeof planSchema>;
