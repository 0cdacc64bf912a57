import * as z from 'zod';
import { familySchema } from './release.ts';
import { verdictSchema } from './verdict.ts';

/** A release in a comparison: which one, and from which run. */
export const comparedReleaseSchema = z.object({ name: z.string(), sha256: z.string(), run: z.string() });
export type ComparedRelease = z.infer<typeof comparedReleaseSchema>;

/**
 * How a case changed from one release to the next. `fixed` means: one release leaks, another is clean. A leak that became
 * opaque, undecided or suspect is not fixed. Neither is one that differs between runs of the same release, nor a late leak
 * where the later release was recorded for a shorter time.
 */
export const changeSchema = z.enum([
  'newly-leaking',
  'still-leaking',
  'fixed',
  'became-opaque',
  'became-undecided',
  'still-undecided',
  'became-clean',
  'still-clean',
  'not-judged-before',
  'not-judged-after',
]);
export type Change = z.infer<typeof changeSchema>;

const difference = z.object({ gone: z.array(z.string()), added: z.array(z.string()) });
export type Difference = z.infer<typeof difference>;

/** What changed about a leak that is still present; unchanged properties are left out. */
export const movedSchema = z.object({
  recipient: difference.optional(),
  /** The part and the decodings that led to the canary, without field names. */
  encoding: difference.optional(),
  sdk: difference.optional(),
  /** The app that sent it, where the phone reports UIDs. */
  sender: difference.optional(),
});
export type Moved = z.infer<typeof movedSchema>;

export const caseChangeSchema = z.object({
  scenario: z.string(),
  mode: z.string(),
  change: changeSchema,
  /** Null where the release has no such case. */
  before: verdictSchema.nullable(),
  after: verdictSchema.nullable(),
  moved: movedSchema.optional(),
  /** Reason codes of hidden traffic that the later release has and the earlier one has not. */
  hides: z.array(z.string()).optional(),
  /** Names of identifiers that are sent with findings by the later release only. */
  newlyLinkable: z.array(z.string()).optional(),
  /** The handsets, where they differ: a different handset can record different things. */
  handsets: z.object({ before: z.string(), after: z.string() }).optional(),
  text: z.string(),
});
export type CaseChange = z.infer<typeof caseChangeSchema>;

/** Whether a release leaks as shipped, and whether a setting stops it; by scenario. */
export const settingsSchema = z.object({
  release: z.string(),
  scenario: z.string(),
  /** The verdict of each mode. */
  verdicts: z.record(z.string(), verdictSchema),
  leaks: z.enum([
    'by-default',
    'whatever-is-set',
    'only-when-switched-on',
    'only-when-switched-off',
    'never-seen',
  ]),
  text: z.string(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A scenario and mode across all releases of a family, oldest first. */
export const seriesSchema = z.object({
  family: familySchema,
  scenario: z.string(),
  mode: z.string(),
  releases: z.array(z.object({ name: z.string(), verdict: verdictSchema })),
  /** The oldest release that leaks; null where no release does. */
  firstBad: z.string().nullable(),
  /** The oldest clean release after the last one that leaks; null where none exists. */
  firstGood: z.string().nullable(),
  text: z.string(),
});
export type Series = z.infer<typeof seriesSchema>;

/** A release with its cases, as a comparison read them. */
export const shownReleaseSchema = comparedReleaseSchema.extend({
  family: familySchema,
  cases: z.array(
    z.object({
      scenario: z.string(),
      mode: z.string(),
      /** The position of the statistics switch: `as shipped (on)`, `off`; absent for a release without one. */
      position: z.string().optional(),
      verdict: verdictSchema,
      /** Codes of reasons that find something, or that void a clean verdict. */
      deciding: z.array(z.string()).default([]),
      /** Codes of reasons that limit a clean verdict. */
      limits: z.array(z.string()),
      findings: z.number().int().nonnegative(),
      /** What the findings are: `address`, `searched words`, ... */
      leaked: z.array(z.string()).default([]),
      recipients: z.array(z.string()),
      /** Owners of the recipients; `unknown` if no table has one. */
      owners: z.array(z.string()).default([]),
    }),
  ),
});
export type ShownRelease = z.infer<typeof shownReleaseSchema>;

/** Two releases of two families: a comparison of products, which is no change over time and means nothing for a gate. */
export const productsSchema = z.object({
  one: comparedReleaseSchema.extend({ family: familySchema }),
  other: comparedReleaseSchema.extend({ family: familySchema }),
  cases: z.array(
    z.object({
      scenario: z.string(),
      mode: z.string(),
      /** Null where the release has no such case. */
      one: verdictSchema.nullable(),
      other: verdictSchema.nullable(),
      text: z.string(),
    }),
  ),
});
export type Products = z.infer<typeof productsSchema>;

/** `leakgate compare --json`. */
export const comparisonSchema = z.object({
  schema: z.literal('leakgate/compare@1'),
  simulated: z.boolean(),
  /** The runs were judged by different rules, so their evidence was judged again by the current rules. */
  judgedAgain: z.boolean(),
  pairs: z.array(
    z.object({
      family: familySchema,
      before: comparedReleaseSchema,
      after: comparedReleaseSchema,
      /** The second release named is the older one, so every change reads in the direction named, not in time. */
      reversed: z.boolean(),
      changes: z.array(caseChangeSchema),
    }),
  ),
  /** Releases that were compared with no other. */
  alone: z.array(comparedReleaseSchema.extend({ family: familySchema })),
  /**
   * Whether each release was named by the caller; a named release without a counterpart makes the result undecided.
   */
  asked: z.boolean(),
  /** Every release that was compared or named, in the order of the comparison. */
  releases: z.array(shownReleaseSchema).default([]),
  /** What the codes of the releases mean, each by the sentence of one case. */
  codes: z.array(z.object({ code: z.string(), text: z.string() })).default([]),
  /** Only where two releases of different families were named. */
  products: productsSchema.optional(),
  series: z.array(seriesSchema),
  settings: z.array(settingsSchema),
});
export type Comparison = z.infer<typeof comparisonSchema>;
