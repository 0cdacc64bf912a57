import * as z from 'zod';
import { sha256Schema } from './release.ts';
import { findingSchema } from './scan.ts';
import { verdictSchema } from './verdict.ts';

/** `redaction.json` of a redacted bundle: what differs from the run's evidence. */
export const redactionSchema = z.object({
  schema: z.literal('leakgate/redaction@1'),
  /** The digest of the run that the bundle was made from. */
  of: sha256Schema,
  /** The names of the replaced values. Neither the values nor their replacements are listed. */
  replaced: z.array(
    z.object({ name: z.string(), times: z.number().int().positive(), files: z.array(z.string()) }),
  ),
  /** Files that were left out, with their digests. */
  files: z.array(z.object({ file: z.string(), sha256: sha256Schema, why: z.string() })),
  /** Parts of messages that were left out; verdicts count them as lost. */
  parts: z.array(
    z.object({
      file: z.string(),
      exchange: z.number().int().nonnegative(),
      part: z.string(),
      bytes: z.number().int().nonnegative(),
      sha256: sha256Schema,
      why: z.string(),
    }),
  ),
  /** Findings and verdicts that redaction changed; all others are unchanged. */
  lost: z.array(
    z.object({
      case: z.string(),
      verdict: z.object({ was: verdictSchema, is: verdictSchema }),
      findings: z.array(findingSchema),
    }),
  ),
});
export type Redaction = z.infer<typeof redactionSchema>;
