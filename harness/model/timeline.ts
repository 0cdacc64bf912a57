import { z } from 'zod';

const at = z.string();

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
    phase: z.enum(['foreground', 'background', 'after-private', 'after-relaunch']),
    handsetMs: z.number(),
    speed: z.number(),
    quiet: z.boolean(),
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
]);
export type TimelineStep = z.infer<typeof stepSchema>;

export const timelineSchema = z.object({
  schema: z.literal('leakgate/timeline@1'),
  steps: z.array(stepSchema),
});
export type Timeline = z.infer<typeof timelineSchema>;
