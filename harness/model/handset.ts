import { z } from 'zod';

/** An Android phone, an emulator, or the simulated handset, as read off it. */
export const handsetFactsSchema = z.object({
  serial: z.string(),
  simulated: z.boolean(),
  /** How fast the handset's clock runs in waits; 1 on a real phone. */
  speed: z.number().positive(),
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
 * How a simulated handset may differ from the usual one: `--handset sim:2+no-root+unvalidated`, `handset start --with no-root`.
 * `late-helpers`: apps that browsers bind are not installed before one binds them.
 * `break-...` sets one of the accounts of its traffic apart from the traffic: what reads it must notice.
 */
export const simulatedTraits = [
  'no-root',
  'unvalidated',
  'metered',
  'late-helpers',
  'break-iptables',
  'break-netstats',
  'break-proc-net',
] as const;
export type SimulatedTrait = (typeof simulatedTraits)[number];
