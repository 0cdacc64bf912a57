import { z } from 'zod';
import { familySchema } from './release.ts';
import { verdictSchema } from './verdict.ts';

/** A release as a comparison names it: which, and from which run. */
export const comparedReleaseSchema = z.object({ name: z.string(), sha256: z.string(), run: z.string() });
export type ComparedRelease = z.infer<typeof comparedReleaseSchema>;

/**
 * What became of a case from one release to the next. `fixed` is said only of a leak of one release that is clean in
 * another: one that became opaque, undecided or suspect is none, nor one that the same release has in one run and not in
 * the other, nor a late one where the later release was not waited for as long.
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

/** What is other about a leak that is still there; only what differs is named. */
export const movedSchema = z.object({
  recipient: difference.optional(),
  /** The part and the decodings that led to the canary, without the names of fields. */
  encoding: difference.optional(),
  sdk: difference.optional(),
  /** The app that sent it, where the phone could tell. */
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
  /** Reason codes by which the later release hides what it sends, where the earlier had none of them. */
  hides: z.array(z.string()).optional(),
  /** Names of identifiers that travel with history in the later release only. */
  newlyLinkable: z.array(z.string()).optional(),
  /** What each was played on, where that differs: what can be seen differs with it. */
  handsets: z.object({ before: z.string(), after: z.string() }).optional(),
  text: z.string(),
});
export type CaseChange = z.infer<typeof caseChangeSchema>;

/** Whether a release leaks as it is shipped, and whether any setting stops it; by scenario. */
export const settingsSchema = z.object({
  release: z.string(),
  scenario: z.string(),
  /** By mode, as it was judged. */
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

/** A scenario and mode over all releases of a family, oldest first. */
export const seriesSchema = z.object({
  family: familySchema,
  scenario: z.string(),
  mode: z.string(),
  releases: z.array(z.object({ name: z.string(), verdict: verdictSchema })),
  /** The oldest release that leaks; null where none does. */
  firstBad: z.string().nullable(),
  /** The oldest clean release after the last one that leaks; null where there is none. */
  firstGood: z.string().nullable(),
  text: z.string(),
});
export type Series = z.infer<typeof seriesSchema>;

/** `leakgate compare --json`. */
export const comparisonSchema = z.object({
  schema: z.literal('leakgate/compare@1'),
  simulated: z.boolean(),
  /** The runs had been judged by different rules, so that their evidence was judged again by those that are here. */
  judgedAgain: z.boolean(),
  pairs: z.array(
    z.object({
      family: familySchema,
      before: comparedReleaseSchema,
      after: comparedReleaseSchema,
      /** The later of the two as they were named is the older release: what became of it reads the other way round. */
      reversed: z.boolean(),
      changes: z.array(caseChangeSchema),
    }),
  ),
  /** Releases that nothing was compared with. */
  alone: z.array(comparedReleaseSchema.extend({ family: familySchema })),
  /** Whether each release was asked for by name or by run, so that one that is alone leaves something undecided. */
  asked: z.boolean(),
  series: z.array(seriesSchema),
  settings: z.array(settingsSchema),
});
export type Comparison = z.infer<typeof comparisonSchema>;
