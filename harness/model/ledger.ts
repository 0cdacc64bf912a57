import * as z from 'zod';
import { canarySchema } from './canary.ts';
import { findingSchema } from './scan.ts';

/**
 * A canary that was generated for a handset outside the case being judged: for another case of this or an earlier run, or
 * for the case's own twin. All later traffic of the handset is searched for it.
 */
export const ledgerEntrySchema = z.strictObject({
  canary: canarySchema,
  /** `case`: used in the mode of the case; `twin`: used in normal mode, to see which collectors report. */
  use: z.enum(['case', 'twin']),
  /** The run and the case that generated it. */
  run: z.string(),
  case: z.string(),
  /** When it was generated: ISO 8601, UTC. */
  mintedAt: z.string(),
  /** When private mode was first proven for it, ISO 8601, UTC; null where it never was. */
  provenFrom: z.string().nullable(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** `cases/<id>/ledger.json`, and the handset ledger in the user's state folder. */
export const ledgerSchema = z.object({
  schema: z.literal('leakgate/ledger@1'),
  entries: z.array(ledgerEntrySchema),
});
export type Ledger = z.infer<typeof ledgerSchema>;

/** A canary of another case, found in the exchanges of this one. */
export const otherCaseFindingSchema = z.object({
  run: z.string(),
  case: z.string(),
  finding: findingSchema,
});
export type OtherCaseFinding = z.infer<typeof otherCaseFindingSchema>;
