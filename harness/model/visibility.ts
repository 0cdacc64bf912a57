import * as z from 'zod';

const at = z
  .string()
  .describe('a time in ISO 8601, UTC, with milliseconds, from the clock of the recording computer');
const attribution = z.enum(['uid', 'content', 'unknown']);
const uid = z
  .number()
  .int()
  .optional()
  .describe('the UID that owns the socket; only present if attribution is `uid`');

const account = z
  .enum(['iptables', 'netstats', 'proc-net'])
  .optional()
  .describe('the packet counter that reported this event');

/** Anything recorded that is not a HAR entry, such as connections that the recorder could not read or could not see. */
export const eventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tls-refused'),
    at,
    /** The server name that the client asked for; null where it sent none. */
    sni: z.string().nullable(),
    cause: z.string(),
    ja4: z.string().nullable(),
    attribution,
    uid,
  }),
  z.object({
    kind: z.literal('tls-accepted'),
    at,
    sni: z.string().nullable(),
    ja4: z.string().nullable(),
    attribution,
    uid,
  }),
  /**
   * A host name for which a connection was opened, whatever followed: of a CONNECT tunnel, or of a TLS hello with
   * another name.
   */
  z.object({
    kind: z.literal('server-name'),
    at,
    name: z.string(),
    by: z.enum(['connect', 'sni']),
    /** The outer tunnel's host, for a tunnel inside a tunnel: this host learned the name. */
    through: z.string().optional(),
    attribution,
    uid,
  }),
  /** A request that had not ended when the recording was read. */
  z.object({ kind: z.literal('open-request'), at, url: z.string(), method: z.string(), uid }),
  /** Bytes that no HTTP parser could read. */
  z.object({ kind: z.literal('not-http'), at, detail: z.string(), uid }),
  /** Packets of a watched UID that left through another interface than the one to the recorder. */
  z.object({
    kind: z.literal('around-recorder'),
    at,
    uid: z.number().int(),
    /** `unknown` where the counter does not show it; then `protocol` is `other`. */
    family: z.enum(['ipv4', 'ipv6', 'unknown']),
    protocol: z.enum(['tcp', 'udp', 'other']),
    port: z.number().int().nullable(),
    /** The number of packets; for `proc-net`, the number of connections, whose bytes are not known. */
    packets: z.number().int(),
    bytes: z.number().int(),
    by: account,
    /** The remote address, where the counter shows it. */
    remote: z.string().optional(),
  }),
  /**
   * A connection through the recorder on which the client sent nothing, as in protocols where the server speaks
   * first.
   */
  z.object({
    kind: z.literal('silent-tunnel'),
    at,
    host: z.string(),
    port: z.number().int(),
    attribution,
    uid,
  }),
  /**
   * Bytes echoed through the tunnel at short intervals, from `from` to `at`. During a gap nothing would have been
   * recorded.
   */
  z.object({
    kind: z.literal('heartbeat'),
    at,
    from: z.string(),
    everyMs: z.number(),
    beats: z.number().int(),
    /** Beats that were refused or cut off, even if the tunnel recovered at once. */
    missed: z.number().int().optional(),
    longestGapMs: z.number(),
  }),
  /** A packet counter was proven to count, or could not be read. */
  z.object({
    kind: z.literal('packet-counter'),
    at,
    ok: z.boolean(),
    detail: z.string(),
    by: account,
    /** The counter was read but lacks packets that were certainly sent, so it is wrong. */
    untrue: z.boolean().optional(),
  }),
  /** `host:port` that the stand-in engine wanted for itself and was refused; in older runs, a host that it contacted. */
  z.object({ kind: z.literal('stand-in-engine'), at, host: z.string() }),
  /** The recorder, the tunnel, the handset, Appium or the web engine failed. */
  z.object({ kind: z.literal('broken'), at, what: z.string(), detail: z.string() }),
]);
export type VisibilityEvent = z.infer<typeof eventSchema>;

export const visibilitySchema = z.object({
  schema: z.literal('leakgate/visibility@1'),
  /** When the recorder was ready and when the recording was read. */
  recording: z.object({ from: at, to: at }),
  events: z.array(eventSchema),
});
export type Visibility = z.infer<typeof visibilitySchema>;
