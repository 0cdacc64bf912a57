import { z } from 'zod';

export const verdictSchema = z.enum(['leaks', 'suspect', 'inconclusive', 'clean']);
export type Verdict = z.infer<typeof verdictSchema>;

export const reasonSchema = z.object({ code: z.string(), text: z.string() });
export type Reason = z.infer<typeof reasonSchema>;

/** `finds`: supports `leaks` or `suspect`. `voids`: makes the case inconclusive. `limits`: narrows what clean claims. `notes`: decides nothing. */
export const reasonRowSchema = z.strictObject({
  code: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  weight: z.enum(['voids', 'limits', 'notes', 'finds']),
  /** A sentence; `{name}` is filled in from the values of the occurrence. */
  sentence: z.string(),
  source: z.string(),
});
export type ReasonRow = z.infer<typeof reasonRowSchema>;
