import * as z from 'zod';
import { REASON_CODES, type ReasonCode } from './reason-codes.ts';

export const verdictSchema = z.enum(['leaks', 'suspect', 'inconclusive', 'clean']);
export type Verdict = z.infer<typeof verdictSchema>;

/** A reason in a file. Another version of the program may have written the file, so the code may be unknown here. */
export const reasonSchema = z.object({ code: z.string(), text: z.string() });

/** A reason that this version of the rules gives. */
export interface Reason {
  code: ReasonCode;
  text: string;
}

const codeSchema = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

/** A row of `verdict/data/reasons.yaml`. Every column is required, because no other place says what a code does. */
export const reasonRowSchema = z.strictObject({
  code: codeSchema.pipe(z.enum(REASON_CODES)),
  /** `voids`: inconclusive. `limits`: narrows what `clean` claims. `notes`: decides nothing. `finds`: supports `leaks` or `suspect`. */
  weight: z.enum(['voids', 'limits', 'notes', 'finds']),
  /** Whether it proves a leak, and whether it was recorded in the case itself (`immediate`) or in a later case (`late`). */
  leak: z.enum(['none', 'immediate', 'late']),
  /** Whether something was sent that could not be read. `compare` reports a release that newly does so as `became-opaque`. */
  hides: z.boolean(),
  /** Whether a case with this reason still settles the earlier ones: false if their queued data may have been missed or held back. */
  settlesEarlier: z.boolean(),
  /** Whether `size-follows-address` stays suspect next to it: false for what makes the blocks incomparable. */
  keepsSizeFinding: z.boolean(),
  /** Whether late data may still arrive: `compare` then does not count a late leak as fixed. */
  awaitsMore: z.boolean(),
  /** A sentence; `verdict/reasons.ts` says how values are filled in. */
  sentence: z.string(),
  source: z.string(),
});
export type ReasonRow = z.infer<typeof reasonRowSchema>;

/** A row whose code may be too new for `reason-codes.ts`, which is generated from such rows. */
export const newReasonRowSchema = reasonRowSchema.extend({ code: codeSchema });
