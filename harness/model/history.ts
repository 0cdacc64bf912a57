import * as z from 'zod';
import { contactSchema } from './audit.ts';
import { familySchema, sha256Schema } from './release.ts';
import { verdictSchema } from './verdict.ts';

/** Texts are short, so that a file from elsewhere cannot fill a page or the memory. */
const name = z.string().min(1).max(200);
const host = z.string().min(1).max(300);

/**
 * A case of an earlier run. It was not checked against any evidence: it says when something was seen, and excuses nothing.
 */
export const historyRowSchema = z.object({
  /** The id of the run. */
  run: name,
  /** When the run started. */
  at: z.iso.datetime(),
  /** The digest of the rules that judged it. */
  rules: sha256Schema,
  /** The version of Leakgate. */
  tool: name,
  simulated: z.boolean(),
  /** Model, Android version and root, as a person reads them. */
  handset: name,
  release: z.object({
    family: familySchema,
    versionName: name,
    versionCode: z.number().int().nonnegative(),
    sha256: sha256Schema,
  }),
  scenario: name,
  mode: z.enum(['private', 'private/on', 'private/off', 'normal']),
  verdict: verdictSchema,
  /** How the verdict related to what was expected, such as `new-leak`. */
  outcome: z.string().regex(/^[a-z][a-z-]{0,40}$/),
  /** Hosts that received findings. */
  recipients: z.array(host).max(1000),
  /** Hosts that the release contacted; absent for a run that did not record them. */
  contacts: z.array(contactSchema.extend({ host })).max(5000).optional(),
  findings: z.number().int().nonnegative(),
  /** The digest of the run. */
  digest: sha256Schema,
});
export type HistoryRow = z.infer<typeof historyRowSchema>;

/** `reports/history.json`, schema `leakgate/history@1`: a row for each case of each run. */
export const historySchema = z.object({
  schema: z.literal('leakgate/history@1'),
  rows: z.array(historyRowSchema),
});
