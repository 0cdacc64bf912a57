import * as z from 'zod';

/**
 * What an identifier identifies, and so how long it lasts. A `constant` identifies only the program and links
 * nothing.
 */
export const meansSchema = z.enum([
  'account',
  'device',
  'advertising',
  'install',
  'session',
  'unknown',
  'constant',
]);
export type Means = z.infer<typeof meansSchema>;

/** A row of the identifier table: a field in which SDKs send an identifier. */
export const identifierRowSchema = z.strictObject({
  /** The field's last name, in lower case. */
  field: z.string(),
  means: meansSchema,
  source: z.string(),
});
export type IdentifierRow = z.infer<typeof identifierRowSchema>;

/** A row of `verdict/data/owners.yaml`: who owns a domain and everything below it. */
export const ownerRowSchema = z.strictObject({ domain: z.string(), owner: z.string(), source: z.string() });
export type OwnerRow = z.infer<typeof ownerRowSchema>;

/** Tables that link findings to a person and to recipients. */
export interface TieTables {
  identifiers: readonly IdentifierRow[];
  owners: readonly OwnerRow[];
}

/** An identifying value in the same exchange as a finding. */
export const identifierSchema = z.object({
  exchange: z.number().int().nonnegative(),
  host: z.string(),
  /**
   * `handset`: a value of the handset, in any field. `field`: a field that is known to hold an identifier. `value`: a value
   * too long to recur by chance, in an unknown field.
   */
  kind: z.enum(['handset', 'field', 'value']),
  /** The name of the handset's value, or else of the field. */
  name: z.string(),
  means: meansSchema,
  /** The part and the chain of decodings that lead to it; one place, even where an exchange has several. */
  place: z.string(),
  /** `plain`, or the digest that was sent in its place: `digest:md5`. */
  form: z.string(),
  value: z.string(),
  /** The first 16 hex digits of the SHA-256 of the value in lower case, by which the value is recognised elsewhere. */
  token: z.string(),
});
export type Identifier = z.infer<typeof identifierSchema>;

/** Where a value that was sent with a finding was seen in the whole case. */
export const traceSchema = z.object({
  token: z.string(),
  kind: identifierSchema.shape.kind,
  name: z.string(),
  means: meansSchema,
  /** The identity, counted from 1; each clearing of the release's data starts another. */
  identity: z.number().int().positive(),
  /** Whether these exchanges were sent after the private tab was closed. */
  closed: z.boolean(),
  exchanges: z.number().int().positive(),
  /** In how many of these it was sent with a finding. */
  withFindings: z.number().int().nonnegative(),
});
export type Trace = z.infer<typeof traceSchema>;

/** A recipient of findings. */
export const partySchema = z.object({
  host: z.string(),
  /** The registrable domain by the public suffix list; null for an IP address. */
  domain: z.string().nullable(),
  owner: z.string().nullable(),
  transport: z.enum(['clear', 'tls', 'both', 'unknown']),
  findings: z.number().int().positive(),
  /** The real server's address, where one was contacted; null where the recorder answered. */
  address: z.string().nullable(),
  /** Country of the address: ISO 3166-1, two letters. */
  country: z.string().nullable(),
});
export type Party = z.infer<typeof partySchema>;

/** What links a case's findings to a person and to recipients. */
export interface Ties {
  identifiers: Identifier[];
  traces: Trace[];
  parties: Party[];
}

export const linkLevelSchema = z.enum(['within-session', 'across-sessions', 'across-resets']);
export type LinkLevel = z.infer<typeof linkLevelSchema>;

/** How linkable a release's reports are: within one private session, across several, or beyond cleared data. */
export const linkabilitySchema = z.object({
  /** `mint@3.4.0~ef376b47` */
  release: z.string(),
  level: linkLevelSchema.nullable(),
  /** The identifiers that link them, the longest lasting first. */
  by: z.array(
    z.object({
      name: z.string(),
      means: meansSchema,
      level: linkLevelSchema,
      /** `likely` if nothing is known about the field except that its value recurred. */
      certainty: z.enum(['certain', 'likely']),
      token: z.string(),
      /** Ids of the cases in which it was sent with a finding, or recurred. */
      cases: z.array(z.string()),
    }),
  ),
});
export type Linkability = z.infer<typeof linkabilitySchema>;
