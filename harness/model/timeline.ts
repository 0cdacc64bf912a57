import * as z from 'zod';
import { DIRECT_PORTS } from './direct-port.ts';

const at = z.string();

/**
 * Phases in which a window is recorded. `idle`: before the first visit. `twin` and `twin-background`: after the twin.
 */
export const phaseSchema = z.enum([
  'idle',
  'foreground',
  'background',
  'after-private',
  'after-relaunch',
  'twin',
  'twin-background',
]);
export type Phase = z.infer<typeof phaseSchema>;

/** Each step of the scenario, the handset and the recorder, timed by the recording machine's clock. */
export const stepSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step'), at, name: z.string(), detail: z.string().optional() }),
  /** The cues of private mode, checked before a canary is used. Two independent cues that were seen are a proof. */
  z.object({
    kind: z.literal('private-proof'),
    at,
    canaries: z.array(z.string()),
    cues: z.array(z.object({ name: z.string(), seen: z.boolean(), detail: z.string() })),
  }),
  /** Rows of the user's own table of locators that found cues of the private proof before this step. */
  z.object({
    kind: z.literal('own-rows'),
    at,
    canaries: z.array(z.string()),
    rows: z.array(z.string()).min(1),
  }),
  /** The page of a visit was loaded: the canary server answered, and the page's script reported back. */
  z.object({
    kind: z.literal('page-loaded'),
    at,
    canary: z.string(),
    served: z.boolean(),
    beacon: z.boolean(),
  }),
  /** A window for uploads, in milliseconds of handset time; `quiet` says that no request was open at its end. */
  z.object({
    kind: z.literal('window'),
    at,
    phase: phaseSchema,
    handsetMs: z.number(),
    speed: z.number(),
    quiet: z.boolean(),
    /**
     * How much of `handsetMs` the browser's process was proven to run unfrozen; null where the phone cannot report
     * it.
     */
    awakeMs: z.number().nullable().optional(),
  }),
  z.object({
    kind: z.literal('version'),
    at,
    when: z.enum(['before', 'after']),
    versionName: z.string(),
    versionCode: z.number().int(),
  }),
  z.object({
    kind: z.literal('switch'),
    at,
    label: z.string(),
    summary: z.string().optional(),
    checked: z.boolean(),
  }),
  z.object({ kind: z.literal('story-ended'), at }),
  /**
   * The phone's default network; null where the phone does not report it. `type` as Android writes it: `WIFI`,
   * `CELLULAR`.
   */
  z.object({
    kind: z.literal('network'),
    at,
    validated: z.boolean().nullable(),
    type: z.string().nullable(),
    metered: z.boolean().nullable(),
  }),
  /**
   * The network of the reading before was not validated because Android's probe over HTTPS failed; its probe over HTTP succeeded.
   */
  z.object({ kind: z.literal('partial-connectivity'), at }),
  /**
   * The release or a helper has a UID that it did not have when UIDs were read. `led`: this UID's traffic is redirected
   * separately from now on; otherwise it stays unattributed.
   */
  z.object({
    kind: z.literal('uid-seen'),
    at,
    uid: z.number().int(),
    package: z.string(),
    led: z.boolean(),
  }),
  /**
   * Whether a running app sees the recorder's certificate in the folder from which it takes local roots; null where the phone cannot
   * tell. Only a handshake shows whether the app trusts it.
   */
  z.object({
    kind: z.literal('trust'),
    at,
    package: z.string(),
    folder: z.string(),
    shown: z.boolean().nullable(),
  }),
  /**
   * What the browser, its helpers and unknown apps sent without the proxy, at one reading. `connections` were redirected to the recorder,
   * which `arrived` of them reached, both since the batch began. The phone refused `packets` since the reading before.
   */
  z.object({
    kind: z.literal('direct-traffic'),
    at,
    redirected: z.array(
      z.object({
        uid: z.number().int(),
        /** The remote port; `other` is any except 443 and 80. */
        port: z.union(DIRECT_PORTS.map((port) => z.literal(port))),
        connections: z.number().int().nonnegative(),
        arrived: z.number().int().nonnegative(),
      }),
    ),
    refused: z.array(
      z.object({
        uid: z.number().int(),
        family: z.enum(['ipv4', 'ipv6']),
        protocol: z.enum(['tcp', 'udp', 'other']),
        /** The remote port; null for any that has no count of its own. */
        port: z.number().int().nullable(),
        packets: z.number().int().positive(),
      }),
    ),
  }),
  /**
   * Packets since the reading before that no port of the recorder received. `vendor`: of the vendor's apps and of the system, around the
   * recorder; `uid` is -2. `loopback`: of a watched UID, over the phone's loopback to a port that is not the recorder's, which belongs
   * to `app` where it was seen.
   */
  z.object({
    kind: z.literal('unrecorded-packets'),
    at,
    packets: z.array(
      z.object({
        from: z.enum(['vendor', 'loopback']),
        uid: z.number().int(),
        family: z.enum(['ipv4', 'ipv6']),
        protocol: z.enum(['tcp', 'udp', 'other']),
        /** The remote port; null where no count is its own and no socket was seen. */
        port: z.number().int().nullable(),
        packets: z.number().int().positive(),
        app: z.string().optional(),
      }),
    ),
  }),
  /** The keyboard app, which receives everything that is typed. */
  z.object({ kind: z.literal('keyboard'), at, package: z.string() }),
  /** The release's data was cleared: a fresh identity, counted from 1. */
  z.object({ kind: z.literal('identity'), at, number: z.number().int().positive() }),
  /** The private tab was closed. */
  z.object({ kind: z.literal('private-closed'), at }),
  /** State of the private tabs after a relaunch; `demoted` to normal tabs is worse than `restored`. */
  z.object({
    kind: z.literal('private-after-relaunch'),
    at,
    tabs: z.enum(['gone', 'restored', 'demoted', 'unknown']),
    detail: z.string(),
  }),
  /**
   * The twin begins or ends: the same scenario in normal mode, with the same install, identity, consent and settings.
   */
  z.object({
    kind: z.literal('twin'),
    at,
    what: z.enum(['begun', 'ended', 'failed']),
    detail: z.string().optional(),
  }),
  /**
   * What the runner reads in this case beyond what all recordings have. A reading that is listed and missing voids a case; a
   * recording without the list is older than these readings.
   */
  z.object({ kind: z.literal('capabilities'), at, reads: z.array(z.string()) }),
  /**
   * The jobs that the release and its helpers registered with Android's scheduler, after all were forced to run. `when`: before the
   * forced stop, at the end of an identity, at the end of the twin. `forced`: how many were forced; null where the phone does
   * not list jobs.
   */
  z.object({
    kind: z.literal('jobs'),
    at,
    when: z.enum(['before-stop', 'identity-end', 'twin-end']),
    forced: z.number().int().nonnegative().nullable(),
    /** Jobs that did not run although they were forced; `waitsFor` as Android names constraints. */
    pending: z.array(
      z.object({
        package: z.string(),
        id: z.number().int(),
        service: z.string(),
        waitsFor: z.array(z.string()),
      }),
    ),
  }),
  /** The packages whose traffic has the UID `VENDOR_UIDS`: those with the signature of the release, of a helper or of Android. */
  z.object({ kind: z.literal('vendor-apps'), at, packages: z.array(z.string()) }),
  /** A block of an experiment, from `at` to `to`: what was sent to each host is compared between arms. */
  z.object({
    kind: z.literal('block'),
    at,
    to: z.string(),
    number: z.number().int().nonnegative(),
    /** `short`, `long` and `taps` differ in the length of addresses; `a`, `b` and `first` in the page. */
    arm: z.enum(['short', 'long', 'taps', 'washout', 'a', 'b', 'first']),
    /** The stage of an experiment with pages; absent in one with lengths of addresses. */
    stage: z.enum(['explore', 'confirm']).optional(),
    /** How many compared blocks of each page the stage was planned with. */
    ofPage: z.number().int().positive().optional(),
    /** The id of the visited page's canary; absent in a washout. */
    page: z.string().optional(),
    visits: z.number().int().nonnegative(),
    /** Total bytes of all URLs visited in it. */
    urlBytes: z.number().int().nonnegative(),
    /** The seed of the block order. */
    seed: z.string(),
    /** Its duration in handset time, milliseconds. Arms with different durations cannot be compared. */
    handsetMs: z.number().optional(),
    /** Whether the block ended with HOME and a relaunch, which make SDKs send their queues. */
    forced: z.boolean().optional(),
  }),
  /**
   * The UIDs whose packets a counter was proven to count, with control packets, at the begin or at the end of an identity. `by` as in
   * the events `packet-counter`.
   */
  z.object({
    kind: z.literal('counter-proof'),
    at,
    when: z.enum(['begin', 'end']),
    by: z.enum(['iptables', 'netstats', 'proc-net']),
    uids: z.array(z.number().int()),
  }),
  /**
   * Where a request arrived that was sent to the proxy as each UID with a recorder port of its own: at this port, at another one, or
   * nowhere. UID -1: a UID that no app has.
   */
  z.object({
    kind: z.literal('path-control'),
    at,
    when: z.enum(['begin', 'end']),
    paths: z.array(
      z.object({ uid: z.number().int(), reached: z.enum(['own', 'other', 'none']), printed: z.string() }),
    ),
  }),
  /**
   * The state of the phone at the begin and at the end of a window; null where the phone does not report it. Different values of
   * `boot`, `systemStarts` or `rules` mean that the phone, Android or the rules that count packets began anew.
   */
  z.object({
    kind: z.literal('phone-state'),
    at,
    phase: phaseSchema,
    when: z.enum(['begin', 'end']),
    boot: z.string().nullable(),
    systemStarts: z.string().nullable(),
    /** The installation of the rules that count packets. */
    rules: z.number().int().nullable(),
    /** `Awake`, `Asleep`, `Dreaming` or `Dozing`. */
    wakefulness: z.string().nullable(),
    /** When the phone last fell asleep, milliseconds of its uptime. */
    lastSleepMs: z.number().nullable(),
    /** Doze, deep or light. */
    deviceIdle: z.boolean().nullable(),
    batterySaver: z.boolean().nullable(),
    dataSaver: z.boolean().nullable(),
    /** Why Android blocks the network of watched UIDs that it reports; no reason if it does not. */
    blocked: z.array(z.object({ uid: z.number().int(), reasons: z.array(z.string()) })).nullable(),
    /** Watched packages that the owner restricts in the background. */
    restricted: z.array(z.string()).nullable(),
    /** Readings of the network within the window, once a minute of handset time, and how many were not validated. */
    networkReadings: z.number().int().nonnegative(),
    networkUnvalidated: z.number().int().nonnegative(),
  }),
  /**
   * An experiment of the same run, release, mode and handset found nothing that depends on the page. Added when the run ends, to
   * cases that were clean.
   */
  z.object({
    kind: z.literal('independent-of-page'),
    at,
    /** The id of the experiment's case. */
    case: z.string(),
    /** What the experiment would have found. */
    detail: z.string(),
  }),
]);
export type TimelineStep = z.infer<typeof stepSchema>;

export const timelineSchema = z.object({
  schema: z.literal('leakgate/timeline@1'),
  steps: z.array(stepSchema),
});
export type Timeline = z.infer<typeof timelineSchema>;
