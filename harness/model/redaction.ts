import { z } from 'zod';
import { sha256Schema } from './release.ts';
import { findingSchema } from './scan.ts';
import { verdictSchema } from './verdict.ts';

/** `redaction.json` of a bundle to publish: what of the run's evidence is other than it was. */
export const redactionSchema = z.object({
  schema: z.literal('leakgate/redaction@1'),
  /** The digest of the run that the bundle was made of. */
  of: sha256Schema,
  /** What was replaced, by its name; the values themselves, and what they became of, nobody can tell any more. */
  replaced: z.array(
    z.object({ name: z.string(), times: z.number().int().positive(), files: z.array(z.string()) }),
  ),
  /** Files that are not here, with the digest of what they were. */
  files: z.array(z.object({ file: z.string(), sha256: sha256Schema, why: z.string() })),
  /** Parts of messages that are not here; verdicts count them as lost. */
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
  /** What became of findings and verdicts: all of them stand, unless something is named here. */
  lost: z.array(
    z.object({
      case: z.string(),
      verdict: z.object({ was: verdictSchema, is: verdictSchema }),
      findings: z.array(findingSchema),
    }),
  ),
});
export type Redaction = z.infer<typeof redactionSchema>;
