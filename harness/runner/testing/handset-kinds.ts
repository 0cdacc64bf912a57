/** A kind of simulated handset, whose best verdicts are declared in `truth`. */
export interface HandsetKind {
  /** As in `on` of a `truth`, such as `android-15+magisk`. */
  name: string;
  /** The traits, as they follow `sim` in `--handset`. */
  traits: readonly string[];
  rooted: boolean;
}

/** The ways to be root, and none. AOSP's `su` is what a simulated handset has if no trait names another. */
const ROOTS = ['aosp', 'magisk', 'kernelsu', 'no-root'];
const VERSIONS = ['android-10', 'android-13', 'android-14', 'android-15', 'android-16'];

/** Every kind of handset on which a leaking release and the control are tried. */
export const handsetKinds: readonly HandsetKind[] = [
  ...VERSIONS.flatMap((version) => ROOTS.map((root) => kindOf([version], root))),
  ...['magisk', 'no-root'].map((root) => kindOf(['miui'], root)),
  // Its shell and its network are those of this computer's kernel.
  { name: 'linux', traits: ['linux'], rooted: true },
];

/** Those that `npm test` runs. */
export const sampledKinds: readonly string[] = ['android-14+aosp', 'android-15+magisk', 'miui+magisk'];

/** The value of `--handset` for handsets of a kind. */
export function handsetFlag({ traits }: HandsetKind, count: number): string {
  return [`sim:${count}`, ...traits].join('+');
}

function kindOf(others: readonly string[], root: string): HandsetKind {
  return {
    name: [...others, root].join('+'),
    traits: [...others.filter((trait) => trait !== 'android-13'), ...(root === 'aosp' ? [] : [root])],
    rooted: root !== 'no-root',
  };
}
