import * as z from 'zod';
import { scanReportSchema } from './scan.ts';

/** Bytes that were sent: as text where they are UTF-8, otherwise in base64. */
export const sentBytesSchema = z.object({
  bytes: z.number().int().nonnegative(),
  text: z.string().optional(),
  base64: z.string().optional(),
});
export type SentBytes = z.infer<typeof sentBytesSchema>;

const headersSchema = z.array(z.tuple([z.string(), z.string()]));

/** Something that the script of a simulated browser sent. */
export const sentSchema = z.object({
  /** Its number; findings name it as `exchange`. */
  index: z.number().int().nonnegative(),
  kind: z.enum(['request', 'websocket', 'tcp', 'datagram', 'lookup']),
  /** Milliseconds of handset time since the visit; negative before it. */
  sinceVisitMs: z.number().int(),
  /** The package that sent it, or `isolated process`. */
  app: z.string(),
  /** The host that the connection was opened for. */
  host: z.string(),
  method: z.string(),
  url: z.string(),
  headers: headersSchema,
  body: sentBytesSchema,
  trailers: headersSchema,
  /** Messages over a WebSocket. */
  messages: z.array(sentBytesSchema.extend({ sinceVisitMs: z.number().int() })),
  /** The upload ended early, or the WebSocket was still open when the process ended. */
  aborted: z.boolean(),
  /** It bypasses the handset's proxy. */
  direct: z.boolean(),
  /** Its connection trusts no certificates but the server's own, so that a recorder could not read it. */
  pinned: z.boolean(),
});
export type SentByScript = z.infer<typeof sentSchema>;

/** A simulated browser whose script was tried. */
export const triedSchema = z.object({
  dir: z.string(),
  release: z.string(),
  requests: z.array(sentSchema),
  /** Errors in the script: the handler or timer, and the error with its name and stack. */
  errors: z.array(z.object({ place: z.string(), error: z.string() })),
  /** What the script logged. */
  log: z.array(z.string()),
  scan: scanReportSchema,
});
export type Tried = z.infer<typeof triedSchema>;

/** `leakgate handset try --json`. */
export const triedReportSchema = z.object({
  schema: z.literal('leakgate/try@1'),
  browsers: z.array(triedSchema),
});
export type TriedReport = z.infer<typeof triedReportSchema>;
