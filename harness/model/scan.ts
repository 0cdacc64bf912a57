import { z } from 'zod';

export const confidenceSchema = z.enum(['certain', 'likely']);

/** A canary recovered from what left the phone: the place, and the chain of decodings that led there. */
export const findingSchema = z.object({
  canary: z.string(),
  /** Index of the HAR entry. */
  exchange: z.number().int().nonnegative(),
  host: z.string(),
  /** `request.url`, `request.header:cookie`, `request.body`, `request.trailer:x`, `websocket[3]`, `dns`, `sni`. */
  part: z.string(),
  /** Decodings from the part inwards, e.g. `form:data_list`, `base64`, `gzip`, `json:$[0].properties.url`. */
  chain: z.array(z.string()),
  /** `whole`, `host`, `part`, or `digest:<name>`. */
  match: z.string(),
  sdk: z.string().optional(),
  confidence: confidenceSchema,
});
export type Finding = z.infer<typeof findingSchema>;

/** A part that nothing opened and that could hide a canary. */
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
  /** Parts whose decoding was cut short by the budget. */
  exhausted: z.number().int(),
  /** Values that nothing read and that are as small as identifiers, digests and tokens are: no opaque parts, yet not seen through. Left out where there are none. */
  unread: z.number().int().positive().optional(),
});

/** `leakgate scan --json`. Controls, and canaries that went to an allowed host, are reported apart, never as findings. */
export const scanReportSchema = z.object({
  schema: z.literal('leakgate/scan@1'),
  findings: z.array(findingSchema),
  controls: z.array(findingSchema),
  allowed: z.array(findingSchema),
  opaque: z.array(opaqueSchema),
  stats: scanStatsSchema,
});
export type ScanReport = z.infer<typeof scanReportSchema>;
