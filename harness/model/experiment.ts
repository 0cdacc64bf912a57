import * as z from 'zod';

/** Something that follows the page. */
export const followingSchema = z.object({
  host: z.string(),
  /** Method and path; `*` for segments that are different each time. */
  template: z.string(),
  /** Part and steps: `request.body > json:$.f`. */
  where: z.string(),
  kind: z.enum(['value', 'presence', 'count', 'order', 'size', 'bit', 'position', 'number']),
  /** The probability that anything of its family separates the pages as well by chance. */
  p: z.number().min(0).max(1),
  /** Found again on other pages. */
  confirmed: z.boolean(),
  pagesToldApart: z.number().int().min(2),
  text: z.string(),
});

const blockCounts = z.record(z.string(), z.number().int().nonnegative());

/** `leakgate experiment --json`. */
export const experimentReportSchema = z.object({
  schema: z.literal('leakgate/experiment@1'),
  /** Number of blocks by page. */
  blocks: blockCounts,
  /** The same of the second stage. Left out where there is none. */
  confirmBlocks: blockCounts.optional(),
  follows: z.array(followingSchema),
  /** The probability that anything is reported if nothing depends on the page. */
  familyWiseError: z.number(),
  wouldHaveSeen: z.string(),
  /** Hosts whose requests were left out as the pages' own. */
  leftOut: z.array(z.string()).optional(),
  /** Why nothing was decided. Left out where something was. */
  undecided: z.string().optional(),
});
export type ExperimentReport = z.infer<typeof experimentReportSchema>;
