import { z } from 'zod';
import { canarySchema } from './canary.ts';
import { findingSchema } from './scan.ts';

/**
 * A canary that was minted for a handset outside of the case that is judged: by another case, of this run or an earlier
 * one, or by the case's own normal-mode twin. Whatever leaves the handset later is searched for it too.
 */
export const ledgerEntrySchema = z.strictObject({
  canary: canarySchema,
  /** `case`: planted in the mode of the case; `twin`: planted in normal mode, to see which collectors speak. */
  use: z.enum(['case', 'twin']),
  /** The run and the case that minted it. */
  run: z.string(),
  case: z.string(),
  /** ISO 8601, UTC. */
  mintedAt: z.string(),
  /** From when on private mode was proven for it, ISO 8601, UTC; null where it never was. */
  provenFrom: z.string().nullable(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** `cases/<id>/ledger.json`, and the handset's own ledger in the user's state folder. */
export const ledgerSchema = z.object({
  schema: z.literal('leakgate/ledger@1'),
  entries: z.array(ledgerEntrySchema),
});
export type Ledger = z.infer<typeof ledgerSchema>;

/** A canary of another case, met in the exchanges of this one. */
export const otherCaseFindingSchema = z.object({
  run: z.string(),
  case: z.string(),
  finding: findingSchema,
});
export type OtherCaseFinding = z.infer<typeof otherCaseFindingSchema>;
