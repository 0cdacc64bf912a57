import * as z from 'zod';
import { comparisonSchema } from './compare.ts';
import { dryRunSchema } from './dry-run.ts';

/** `leakgate gate --new --json`: the new releases, and how each differs from the release before it. */
export const gateReportSchema = z.object({
  schema: z.literal('leakgate/gate@1'),
  exitCode: z.number().int(),
  /** The run's folder; null if nothing ran. */
  run: z.string().nullable(),
  new: z.array(
    z.object({
      release: z.string(),
      sha256: z.string(),
      signer: z.string(),
      /** Path of the APK, relative to the project's root. */
      file: z.string(),
      /** The release before it, in the catalogue's order; null if there is none. */
      predecessor: z.string().nullable(),
      /** Why it did not run; null if it did. */
      notRun: z.string().nullable(),
      /** Whether it is in the catalogue now. A release without any verdict stays new. */
      catalogued: z.boolean(),
    }),
  ),
  refused: z.array(z.object({ file: z.string(), why: z.string(), fix: z.string() })),
  /** Between the releases that ran; null if they could not be compared. */
  comparison: comparisonSchema.nullable(),
  /** Only with `--dry-run`. */
  dryRun: dryRunSchema.optional(),
});
export type GateReport = z.infer<typeof gateReportSchema>;
