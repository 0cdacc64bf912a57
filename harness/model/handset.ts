import * as z from 'zod';

/** Facts read from an Android phone, an emulator or the simulated handset. */
export const handsetFactsSchema = z.object({
  serial: z.string(),
  simulated: z.boolean(),
  /** Speed of the handset's clock during waits; 1 on a real phone. */
  speed: z.number().positive(),
  /** The lowest speed that a simulated handset's clock kept, where its machine was too busy for `speed`. */
  keptSpeed: z.number().positive().optional(),
  model: z.string(),
  android: z.string(),
  sdk: z.number().int(),
  build: z.string(),
  rooted: z.boolean(),
  /** How traffic reaches the recorder: `system-ca+proxy`, `user-ca+proxy`, `proxy`, `none`. */
  interception: z.string(),
});
export type HandsetFacts = z.infer<typeof handsetFactsSchema>;

/**
 * How a simulated handset may differ from the default one: `--handset sim:2+no-root+unvalidated`, `handset start --with no-root`.
 * `magisk`, `kernelsu`: root by the `su` of this manager, in place of AOSP's.
 * `late-helpers`: apps that browsers bind are installed only when a browser binds them.
 * `break-...`: one of its packet counters no longer matches its traffic, which the harness must notice.
 */
export const simulatedTraits = [
  'no-root',
  'unvalidated',
  'metered',
  'late-helpers',
  'magisk',
  'kernelsu',
  'break-iptables',
  'break-netstats',
  'break-proc-net',
] as const;
export type SimulatedTrait = (typeof simulatedTraits)[number];
