import * as z from 'zod';
import { canaryKindSchema } from './canary.ts';
import { verdictSchema } from './verdict.ts';

const where = {
  on: z.enum(['simulated', 'real']),
  /** `mint@3.4.0`, `mint@*`, `*`, or a range `mint@<3.4.3`. */
  release: z.string(),
  /** A name; `*` matches any run of characters. */
  scenario: z.string(),
  mode: z.string(),
  reason: z.string(),
  source: z.string(),
  /** The last day on which the entry applies, inclusive, UTC. */
  until: z.iso.date().optional(),
};

/** The recipient is one host, never a whole domain: anyone can own a host below a domain. */
const recipientSchema = z
  .string()
  .regex(
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/,
    'a recipient must be one host name in lower case, without a port or wildcards',
  );

/** Hosts are only generated as parts of URLs. */
const plantedKindSchema = canaryKindSchema.exclude(
  ['host'],
  'the kind must be url, search or text: scenarios use no canaries of the kind host',
);

/** Fails the gate for a recipient that another release of the same family did not contact in the same scenario and mode. */
const noNewRecipients = {
  recipients: z.literal('no-new'),
  /** The release that recipients are compared with: one version, such as `mint@3.4.0`. */
  baseline: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]*@[^\s<>=^~|*@]+$/,
      'the baseline must be one release, such as mint@3.4.0, not a range',
    ),
};

/** A baseline of another product would make every recipient new. */
function hasOwnBaseline({ release, baseline }: { release: string; baseline: string }): boolean {
  return release.split('@', 1)[0] === baseline.split('@', 1)[0];
}
const OWN_BASELINE = 'release and baseline must be of one family, such as mint@* and mint@3.4.0';

const expect = z.union([verdictSchema, z.array(verdictSchema).min(1)]);

export const expectationSchema = z.union([
  z.strictObject({ ...where, expect }),
  z.strictObject({ ...where, expect, ...noNewRecipients }).refine(hasOwnBaseline, OWN_BASELINE),
  z.strictObject({ ...where, ...noNewRecipients }).refine(hasOwnBaseline, OWN_BASELINE),
  z.strictObject({
    ...where,
    allow: z.strictObject({ recipient: recipientSchema, kind: plantedKindSchema }),
  }),
]);
export type Expectation = z.infer<typeof expectationSchema>;

/** `apks/expectations.yaml`. The last entry that matches wins; none means `clean`. */
export const expectationsSchema = z.array(expectationSchema);
