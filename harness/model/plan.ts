import * as z from 'zod';
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

/** Cases of one release, all or a part of them, that run in one WebdriverIO worker and one Appium session. */
export const batchSchema = z.object({
  id: z.string(),
  release: cataloguedReleaseSchema,
  cases: z.array(plannedCaseSchema),
});
export type Batch = z.infer<typeof batchSchema>;

/** Capabilities that a user adds to each Appium session, by their full name, such as `appium:adbExecTimeout`. */
export const capabilitiesSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type Capabilities = z.infer<typeof capabilitiesSchema>;

export const skippedSchema = z.object({
  release: z.string(),
  scenario: z.string(),
  mode: z.string(),
  why: z.string(),
});

/**
 * `reports/<run>/plan.json`: every case of this run. The plan decides which cases exist, not the spec files that were
 * loaded.
 */
export const planSchema = z.object({
  schema: z.literal('leakgate/plan@1'),
  run: z.string(),
  createdAt: z.string(),
  rules: z.string(),
  /** Handsets as the user named them, such as `sim`, `sim:2` or a serial. */
  handsets: z.array(z.string()),
  /** Speed of the simulated handsets' clock during waits. */
  speed: z.number().positive(),
  /** How many fresh identities each scenario runs with. */
  identities: z.number().int().positive().default(1),
  /** How many compared blocks of each page a stage of the scenario `depends-on-page` has. */
  blocks: z.number().int().min(6).max(100).default(6),
  /** How long the window after the last identity's relaunch lasts at least, milliseconds of handset time. */
  soakMs: z.number().int().nonnegative().default(0),
  /** Whether each private scenario runs again in normal mode, which a clean verdict needs. */
  twin: z.boolean().default(true),
  capabilities: capabilitiesSchema.default({}),
  /** Absolute paths of the spec files, by scenario. */
  specs: z.record(z.string(), z.string()),
  batches: z.array(batchSchema),
  skipped: z.array(skippedSchema),
});
export type Plan = z.infer<typeof planSchema>;
