import * as z from 'zod';
import { skippedSchema } from './plan.ts';

/** `leakgate run --dry-run --json`: what a run would do, and what is wrong. */
export const dryRunSchema = z.object({
  schema: z.literal('leakgate/dry-run@1'),
  /** Whether the run would start. */
  ready: z.boolean(),
  handsets: z.array(z.string()),
  /** Real milliseconds that the run is expected to take; null if the options name something that does not exist. */
  estimatedMs: z.number().nonnegative().nullable(),
  releases: z.array(
    z.object({
      release: z.string(),
      sha256: z.string(),
      /** Path of the APK, relative to the project's root. */
      file: z.string(),
      cases: z.array(z.object({ id: z.string(), scenario: z.string(), mode: z.string() })),
    }),
  ),
  skipped: z.array(skippedSchema),
  problems: z.array(
    z.object({
      what: z.string(),
      fix: z.string().nullable(),
      /** False for a problem that lets the run start, and fails its gate. */
      stopsRun: z.boolean(),
    }),
  ),
});
export type DryRun = z.infer<typeof dryRunSchema>;
