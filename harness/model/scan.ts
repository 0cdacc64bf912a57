import * as z from 'zod';

export const confidenceSchema = z.enum(['certain', 'likely']);

/** A canary recovered from outgoing traffic, with its location and the chain of decodings. */
export const findingSchema = z.object({
  canary: z.string(),
  /** Index of the HAR entry. */
  exchange: z.number().int().nonnegative(),
  host: z.string(),
  /** `request.url`, `request.header:cookie`, `request.body`, `request.trailer:x`, `websocket[3]`, `dns`, `sni`. */
  part: z.string(),
  /** Decodings from the part inwards: `form:data_list`, `base64`, `gzip`, `json:$[0].properties.url`. */
  chain: z.array(z.string()),
  /** `whole`, `host`, `part`, or `digest:<name>`. */
  match: z.string(),
  sdk: z.string().optional(),
  confidence: confidenceSchema,
});
export type Finding = z.infer<typeof findingSchema>;

/** A finding of `leakgate scan`, which also reads recordings of other programs. */
export const scannedFindingSchema = findingSchema.extend({
  /** The IP address that the connection was opened for, if only the Host header names `host`. */
  address: z.string().optional(),
});
export type ScannedFinding = z.infer<typeof scannedFindingSchema>;

/**
 * Why a canary in a request is browsing although the canary's own host is not known to be the recipient:
 * - `same-site`: another host of the canary's site received it, as after a redirect.
 * - `host-header`: the connection was opened for an IP address, and only the Host header names the canary's site.
 * - `other-host-header`: the canary's site received it, but the request names another host.
 */
export const browsingReasonSchema = z.enum(['same-site', 'host-header', 'other-host-header']);
export type BrowsingReason = z.infer<typeof browsingReasonSchema>;

/** A canary in a request that is part of browsing; never a finding. */
export const browsingSchema = scannedFindingSchema.extend({ why: browsingReasonSchema });
export type Browsing = z.infer<typeof browsingSchema>;

/** A part that was not decoded and could contain a canary. */
export const opaqueSchema = z.object({
  exchange: z.number().int().nonnegative(),
  host: z.string(),
  part: z.string(),
  bytes: z.number().int().nonnegative(),
  class: z.enum(['encrypted', 'unknown', 'media']),
  why: z.string(),
});
export type Opaque = z.infer<typeof opaqueSchema>;

export const scanStatsSchema = z.object({
  exchanges: z.number().int(),
  bytes: z.number().int(),
  ms: z.number(),
  /** Parts whose decoding the budget cut short. */
  exhausted: z.number().int(),
  /**
   * Values that were not decoded and are as short as identifiers, digests and tokens, so that they are not opaque
   * parts. Left out where there are none.
   */
  unread: z.number().int().positive().optional(),
});

/** An entry of a HAR that was not searched, or not whole. */
export const skippedEntrySchema = z.object({
  exchange: z.number().int().nonnegative(),
  why: z.string(),
});
export type SkippedEntry = z.infer<typeof skippedEntrySchema>;

/** A file of a folder that looks like a recording and was not read. */
export const unreadFileSchema = z.object({ file: z.string(), why: z.string() });
export type UnreadFile = z.infer<typeof unreadFileSchema>;

/**
 * `leakgate scan --json`. Controls and canaries sent to an allowed host are reported separately, never as findings.
 */
export const scanReportSchema = z.object({
  schema: z.literal('leakgate/scan@1'),
  findings: z.array(scannedFindingSchema),
  controls: z.array(scannedFindingSchema),
  allowed: z.array(scannedFindingSchema),
  /** Canaries in requests of browsing that the reader should know of. Left out where there are none. */
  browsing: z.array(browsingSchema).optional(),
  opaque: z.array(opaqueSchema),
  /** Entries that were not sent: blocked, answered from the cache, or of a scheme such as `data:`. */
  notSent: z.array(skippedEntrySchema).optional(),
  /** Entries of which something could not be read; the rest of them was searched. */
  unreadable: z.array(skippedEntrySchema).optional(),
  /** Files that were read only up to an error. */
  incomplete: z.array(z.object({ file: z.string(), why: z.string() })).optional(),
  /** Files of a folder that look like recordings and were not read: archives, packet captures, links to folders. */
  unreadFiles: z.array(unreadFileSchema).optional(),
  stats: scanStatsSchema.extend({
    /** Length of `notSent`, of `unreadable`; left out where there are none. */
    notSent: z.number().int().positive().optional(),
    unreadable: z.number().int().positive().optional(),
  }),
});
export type ScanReport = z.infer<typeof scanReportSchema>;
