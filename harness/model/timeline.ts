import { z } from 'zod';

const at = z.string();

/**
 * `idle`: before anything was visited. `twin` and `twin-background`: after the same story in normal mode.
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

/** Each step of the scenario, the handset and the recorder, on the clock of the machine that records. */
export const stepSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step'), at, name: z.string(), detail: z.string().optional() }),
  /** Private mode was looked for before a canary was used: the cues that were seen. Two independent ones make a proof. */
  z.object({
    kind: z.literal('private-proof'),
    at,
    canaries: z.array(z.string()),
    cues: z.array(z.object({ name: z.string(), seen: z.boolean(), detail: z.string() })),
  }),
  /** The page of a visit was loaded: the canary server answered it, and its script reported back. */
  z.object({
    kind: z.literal('page-loaded'),
    at,
    canary: z.string(),
    served: z.boolean(),
    beacon: z.boolean(),
  }),
  /** A window in which an upload could come. Milliseconds of the handset's clock; `quiet` says no request was open at its end. */
  z.object({
    kind: z.literal('window'),
    at,
    phase: phaseSchema,
    handsetMs: z.number(),
    speed: z.number(),
    quiet: z.boolean(),
    /** Of `handsetMs`, how long the browser's process was proven to be running and not frozen; null where the phone cannot tell. */
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
  /** The phone's default network; null where the phone does not say. `type` as Android writes it: `WIFI`, `CELLULAR`. */
  z.object({
    kind: z.literal('network'),
    at,
    validated: z.boolean().nullable(),
    type: z.string().nullable(),
    metered: z.boolean().nullable(),
  }),
  /**
   * The release or a helper of it was seen under a UID that it did not have when apps were told apart. `led`: what it says has a
   * way of its own from here on; else it comes by that of UIDs that nobody has.
   */
  z.object({
    kind: z.literal('uid-seen'),
    at,
    uid: z.number().int(),
    package: z.string(),
    led: z.boolean(),
  }),
  /** The app that types, and sees what is typed where it is used. */
  z.object({ kind: z.literal('keyboard'), at, package: z.string() }),
  /** The data of the release were emptied: a fresh identity, counted from 1. */
  z.object({ kind: z.literal('identity'), at, number: z.number().int().positive() }),
  /** The private tab was closed. */
  z.object({ kind: z.literal('private-closed'), at }),
  /** What became of private tabs when the browser was started again: `demoted` to normal ones is worse than `restored`. */
  z.object({
    kind: z.literal('private-after-relaunch'),
    at,
    tabs: z.enum(['gone', 'restored', 'demoted', 'unknown']),
    detail: z.string(),
  }),
  /** The same story in normal mode begins or ends, under the same install, identity, consent and settings. */
  z.object({
    kind: z.literal('twin'),
    at,
    what: z.enum(['begun', 'ended', 'failed']),
    detail: z.string().optional(),
  }),
  /** A block of a differential scenario, from `at` to `to`: how many bytes went to whom in it is compared between arms. */
  z.object({
    kind: z.literal('block'),
    at,
    to: z.string(),
    number: z.number().int().nonnegative(),
    arm: z.enum(['short', 'long', 'taps', 'washout']),
    visits: z.number().int().nonnegative(),
    /** Bytes of all addresses visited in it. */
    urlBytes: z.number().int().nonnegative(),
    /** The seed that the order of the blocks was drawn from. */
    seed: z.string(),
    /** How long it took on the handset's own clock, milliseconds; the same in every arm, or the arms cannot be compared. */
    handsetMs: z.number().optional(),
    /** Whether HOME and a relaunch ended it, at which SDKs send what they have kept. */
    forced: z.boolean().optional(),
  }),
]);
export type TimelineStep = z.infer<typeof stepSchema>;

export const timelineSchema = z.object({
  schema: z.literal('leakgate/timeline@1'),
  steps: z.array(stepSchema),
});
export type Timeline = z.infer<typeof timelineSchema>;
