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

/**
 * `leakgate scan --json`. Controls and canaries sent to an allowed host are reported separately, never as findings.
 */
export const scanReportSchema = z.object({
  schema: z.literal('leakgate/scan@1'),
  findings: z.array(findingSchema),
  controls: z.array(findingSchema),
  allowed: z.array(findingSchema),
  opaque: z.array(opaqueSchema),
  stats: scanStatsSchema,
});
export type ScanReport = z.infer<typeof scanReportSchema>;
