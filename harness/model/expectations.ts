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

export const expectationSchema = z.union([
  z.strictObject({ ...where, expect: z.union([verdictSchema, z.array(verdictSchema).min(1)]) }),
  z.strictObject({
    ...where,
    allow: z.strictObject({ recipient: recipientSchema, kind: plantedKindSchema }),
  }),
]);
export type Expectation = z.infer<typeof expectationSchema>;

/** `apks/expectations.yaml`. The last entry that matches wins; none means `clean`. */
export const expectationsSchema = z.array(expectationSchema);
