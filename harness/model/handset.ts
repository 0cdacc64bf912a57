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

/** The Android versions that can be simulated. */
export const simulatedAndroids = [10, 13, 14, 15, 16] as const;
export type SimulatedAndroid = (typeof simulatedAndroids)[number];

/**
 * How a simulated handset may differ from the default one: `--handset sim:2+no-root+unvalidated`, `handset start --with no-root`.
 * `android-N`: another Android version than 13.
 * `linux`: for the proving ground. The shell, iptables, `su`, mounts and UIDs are real ones, in namespaces; as root on Debian.
 * `google-play`: dialogs of Android are those of Google's builds.
 * `magisk`, `kernelsu`: root by the `su` of this manager, in place of AOSP's.
 * `user-ca`: its user has installed the CA of the run by hand.
 * `miui`: MIUI's properties; it refuses settings of the shell user, and asks on the screen before adb installs an app.
 * `miui-locked`: the same with the switch 'Install via USB' off: each install is refused.
 * `su-prompt`: Magisk asks on the screen before it grants root; nobody answers the first time.
 * `slow`: each shell command takes half a second more, as on an emulator in CI.
 * `busy`: 300 apps more, a second user, and other apps that send something now and then.
 * `late-helpers`: apps that browsers bind are installed only when a browser binds them.
 * `break-...`: one of its packet counters no longer matches its traffic, which the harness must notice.
 * `break-redirect`: its nat table has the harness's rules and redirects nothing, as if another program's rule came first.
 * `multi-sim`: two SIMs, with mobile data switched off for the one that is used for data.
 * `loopback-blocked`: apps cannot connect to other UIDs over the loopback.
 */
export const simulatedTraits = [
  ...simulatedAndroids.map((version) => `android-${version}` as const),
  'no-root',
  'unvalidated',
  'metered',
  'user-ca',
  'miui',
  'miui-locked',
  'su-prompt',
  'slow',
  'busy',
  'late-helpers',
  'google-play',
  'linux',
  'magisk',
  'kernelsu',
  'break-iptables',
  'break-netstats',
  'break-proc-net',
  'break-redirect',
  'loopback-blocked',
  'multi-sim',
] as const;
export type SimulatedTrait = (typeof simulatedTraits)[number];

/** Traits of which a handset can have one at most. */
const EXCLUSIVE: readonly ((trait: SimulatedTrait) => boolean)[] = [
  (trait) => trait.startsWith('android-'),
  (trait) => ['miui', 'miui-locked'].includes(trait),
  (trait) => ['no-root', 'magisk', 'kernelsu', 'su-prompt'].includes(trait),
];

/** Traits that no handset can have together; undefined if there are none. */
export function contradiction(traits: readonly SimulatedTrait[]): readonly SimulatedTrait[] | undefined {
  return EXCLUSIVE.map((isOfGroup) => [...new Set(traits.filter(isOfGroup))]).find(
    ({ length }) => length > 1,
  );
}

/** The Android version that is named by a trait. */
export function androidOf(traits: readonly SimulatedTrait[]): SimulatedAndroid | undefined {
  return simulatedAndroids.find((version) => traits.includes(`android-${version}`));
}
