import { z } from 'zod';

/** What an identifier names, and so how long it lasts: a `constant` names the program alone, and ties nothing to anybody. */
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

/** A row of `detect/data/identifiers.yaml`: a field that SDKs put an identifier into. */
export const identifierRowSchema = z.strictObject({
  /** The last name of the field, in lower case. */
  field: z.string(),
  means: meansSchema,
  sdk: z.string(),
  source: z.string(),
});
export type IdentifierRow = z.infer<typeof identifierRowSchema>;

/** A row of `verdict/data/owners.yaml`: who holds a domain, and all below it. */
export const ownerRowSchema = z.strictObject({ domain: z.string(), owner: z.string(), source: z.string() });
export type OwnerRow = z.infer<typeof ownerRowSchema>;

/** Data by which findings are tied to a person and to recipients, read at the rim. */
export interface TieTables {
  identifiers: readonly IdentifierRow[];
  owners: readonly OwnerRow[];
}

/** A value that travelled in the same exchange as a finding, and by which a person could be told. */
export const identifierSchema = z.object({
  exchange: z.number().int().nonnegative(),
  host: z.string(),
  /**
   * `handset`: a value of the handset's own, whatever the field. `field`: a field that is known to hold an identifier.
   * `value`: a value that chance does not give twice, in a field that nothing is known of.
   */
  kind: z.enum(['handset', 'field', 'value']),
  /** The name of the handset's value, else of the field. */
  name: z.string(),
  means: meansSchema,
  /** The part and the chain of decodings that lead to it; one place, where an exchange has it in several. */
  place: z.string(),
  /** `plain`, or the digest that stands in its place: `digest:md5`. */
  form: z.string(),
  value: z.string(),
  /** By which the value is told again elsewhere: the first 16 hex digits of the SHA-256 of it in lower case. */
  token: z.string(),
});
export type Identifier = z.infer<typeof identifierSchema>;

/** Where a value that travelled with a finding was met in the whole of a case. */
export const traceSchema = z.object({
  token: z.string(),
  kind: identifierSchema.shape.kind,
  name: z.string(),
  means: meansSchema,
  /** Under which identity, counted from 1: emptying the release's data begins another. */
  identity: z.number().int().positive(),
  /** Whether the private tab had been closed before. */
  closed: z.boolean(),
  exchanges: z.number().int().positive(),
  /** In how many of these it travelled with a finding. */
  withFindings: z.number().int().nonnegative(),
});
export type Trace = z.infer<typeof traceSchema>;

/** A recipient of findings. */
export const partySchema = z.object({
  host: z.string(),
  /** The registrable domain by the public suffix list; null for an address. */
  domain: z.string().nullable(),
  owner: z.string().nullable(),
  transport: z.enum(['clear', 'tls', 'both', 'unknown']),
  findings: z.number().int().positive(),
  /** The real server's address, where one was contacted; null where the recorder answered for it. */
  address: z.string().nullable(),
  /** ISO 3166-1, two letters, of the address. */
  country: z.string().nullable(),
});
export type Party = z.infer<typeof partySchema>;

/** What ties a case's findings to a person and to recipients. */
export interface Ties {
  identifiers: Identifier[];
  traces: Trace[];
  parties: Party[];
}

export const linkLevelSchema = z.enum(['within-session', 'across-sessions', 'across-resets']);
export type LinkLevel = z.infer<typeof linkLevelSchema>;

/** How far what a release reports can be put together: of one private session, of several, beyond emptied data. */
export const linkabilitySchema = z.object({
  /** `mint@3.4.0~ef376b47` */
  release: z.string(),
  level: linkLevelSchema.nullable(),
  /** What it can be put together by, the longest lasting first. */
  by: z.array(
    z.object({
      name: z.string(),
      means: meansSchema,
      level: linkLevelSchema,
      /** `likely` where nothing is known of the field but that its value came back. */
      certainty: z.enum(['certain', 'likely']),
      token: z.string(),
      /** Ids of the cases in which it travelled with a finding or came back. */
      cases: z.array(z.string()),
    }),
  ),
});
export type Linkability = z.infer<typeof linkabilitySchema>;
