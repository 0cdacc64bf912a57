import { z } from 'zod';

const at = z.string().describe('ISO 8601, UTC, milliseconds: the clock of the machine that records');
const attribution = z.enum(['uid', 'content', 'unknown']);
const uid = z.number().int().optional().describe('who owns the socket, where attribution is `uid`');

const account = z
  .enum(['iptables', 'netstats', 'proc-net'])
  .optional()
  .describe("which of the phone's own accounts of its traffic this is from");

/** What is no HAR entry: what the recorder could not read, or could not see at all. */
export const eventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tls-refused'),
    at,
    /** The server name the client asked for; null where it sent none. */
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
  /** A name that a connection was opened for, whatever came of it: of a tunnel (CONNECT), or of a TLS hello that says another. */
  z.object({
    kind: z.literal('server-name'),
    at,
    name: z.string(),
    by: z.enum(['connect', 'sni']),
    /** The host that the tunnel is within, where it was opened through another one: that is who was told the name. */
    through: z.string().optional(),
    attribution,
    uid,
  }),
  /** A request that began and whose end never came before the recorder was asked for its account. */
  z.object({ kind: z.literal('open-request'), at, url: z.string(), method: z.string(), uid }),
  /** Bytes that no HTTP parser could read. */
  z.object({ kind: z.literal('not-http'), at, detail: z.string(), uid }),
  /** Packets of a watched UID that left by another interface than the one that leads to the recorder. */
  z.object({
    kind: z.literal('around-recorder'),
    at,
    uid: z.number().int(),
    /** `unknown` where the account does not tell; `protocol` is `other` there. */
    family: z.enum(['ipv4', 'ipv6', 'unknown']),
    protocol: z.enum(['tcp', 'udp', 'other']),
    port: z.number().int().nullable(),
    /** From `proc-net`, connections, of which no bytes are known. */
    packets: z.number().int(),
    bytes: z.number().int(),
    by: account,
    /** The address they went to, where the account tells. */
    remote: z.string().optional(),
  }),
  /** A connection that was opened through the recorder and over which the client said nothing, as where a server speaks first. */
  z.object({
    kind: z.literal('silent-tunnel'),
    at,
    host: z.string(),
    port: z.number().int(),
    attribution,
    uid,
  }),
  /** Bytes sent through the tunnel and back, over and over, from `from` to `at`; a gap is a time in which nothing would have arrived. */
  z.object({
    kind: z.literal('heartbeat'),
    at,
    from: z.string(),
    everyMs: z.number(),
    beats: z.number().int(),
    /** Those that were refused or cut off, however soon the way was there again. */
    missed: z.number().int().optional(),
    longestGapMs: z.number(),
  }),
  /** The counter of such packets was proven, or could not be read. */
  z.object({
    kind: z.literal('packet-counter'),
    at,
    ok: z.boolean(),
    detail: z.string(),
    by: account,
    /** It could be read, and lacks what was certainly sent: it is not true of the traffic. */
    untrue: z.boolean().optional(),
  }),
  /** A host that the simulated handset's stand-in web engine contacted by itself. */
  z.object({ kind: z.literal('stand-in-engine'), at, host: z.string() }),
  /** The recorder, the tunnel, the handset, Appium or the web engine went away. */
  z.object({ kind: z.literal('broken'), at, what: z.string(), detail: z.string() }),
]);
export type VisibilityEvent = z.infer<typeof eventSchema>;

export const visibilitySchema = z.object({
  schema: z.literal('leakgate/visibility@1'),
  /** When the recorder was ready and when its account was taken. */
  recording: z.object({ from: at, to: at }),
  events: z.array(eventSchema),
});
export type Visibility = z.infer<typeof visibilitySchema>;
