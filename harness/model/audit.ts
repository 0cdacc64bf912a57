import * as z from 'zod';
import { familySchema } from './release.ts';

/**
 * Who contacted a host: `browser` for the browser or a helper; `unknown` where the phone attributes no traffic to apps, or the
 * UID belongs to no known app.
 */
export const contactSchema = z.object({ host: z.string(), by: z.enum(['browser', 'unknown']) });
/** A host that a release contacted in a case, whatever was sent. */
export type Contact = z.infer<typeof contactSchema>;

/**
 * When something was sent. `idle`: before the first visit of an identity. `private`: from the proof of private mode on, later
 * windows included. `normal`: in normal mode, which includes the twin of a private case.
 */
export const auditWindowSchema = z.enum(['idle', 'normal', 'private']);
export type AuditWindow = z.infer<typeof auditWindowSchema>;

/** What one host received in one window. */
export const auditRowSchema = contactSchema.extend({
  window: auditWindowSchema,
  /** Requests and messages of WebSockets; 0 where only the name of the host was seen. */
  messages: z.number().int().nonnegative(),
  /** Connections of which no request could be read. */
  unread: z.number().int().nonnegative(),
  /** Ids of SDKs whose uploads were recognised. */
  sdks: z.array(z.string()),
  /** Method and path, with `*` for segments that look like values: `POST /sa`. */
  paths: z.array(z.string()),
  /** Names of fields, never values: `query: project`, `body: data_list > properties.url`. */
  fields: z.array(z.string()),
  /** Whether paths or fields are missing because there were too many. */
  cut: z.boolean(),
});
export type AuditRow = z.infer<typeof auditRowSchema>;

/** What a release did that the release before did not do in the same window. */
export const auditNewsSchema = z.object({
  window: auditWindowSchema,
  host: z.string(),
  what: z.enum(['host', 'path', 'field']),
  /** The path or the field; the host itself for a new host. */
  name: z.string(),
});
export type AuditNews = z.infer<typeof auditNewsSchema>;

export const auditedReleaseSchema = z.object({
  family: familySchema,
  /** `mint@3.4.0` */
  name: z.string(),
  sha256: z.string(),
  /** Scenario and mode of each case: `visit-typed, private`. */
  cases: z.array(z.string()),
  /** Cases whose recording is incomplete, so that hosts may be missing. */
  incomplete: z.array(z.string()),
  rows: z.array(auditRowSchema.extend({ owner: z.string().nullable() })),
  /** The comparison with the release before; null if there is none. Only cases that both releases have are compared. */
  since: z
    .object({
      release: z.string(),
      cases: z.array(z.string()),
      news: z.array(auditNewsSchema),
      /** Hosts that only the release before contacted, by window. */
      gone: z.array(z.object({ window: auditWindowSchema, host: z.string() })),
    })
    .nullable(),
});
export type AuditedRelease = z.infer<typeof auditedReleaseSchema>;

/** `leakgate audit --json`. */
export const auditSchema = z.object({
  schema: z.literal('leakgate/audit@1'),
  simulated: z.boolean(),
  releases: z.array(auditedReleaseSchema),
});
export type Audit = z.infer<typeof auditSchema>;
