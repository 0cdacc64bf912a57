import type { CanaryKind } from './canary.ts';
import type { TimelineStep } from './timeline.ts';

/** Names of the cues in `browsers/cues.ts`, which are independent: a mark on the page or its toolbar, and a menu item. */
const INDEPENDENT_CUES = new Set(['page-marker', 'menu-item']);
/** The number of independent cues that prove private mode. */
export const CUES_NEEDED = 2;

type Cues = readonly { name: string; seen: boolean }[];

/** How many independent cues of private mode were seen; a cue that was seen twice counts once. */
export function countCuesSeen(cues: Cues): number {
  return new Set(cues.filter((cue) => cue.seen && INDEPENDENT_CUES.has(cue.name)).map((cue) => cue.name))
    .size;
}

/** Whether a step proves private mode. */
export function isPrivateProof(step: TimelineStep): step is Extract<TimelineStep, { kind: 'private-proof' }> {
  return step.kind === 'private-proof' && countCuesSeen(step.cues) >= CUES_NEEDED;
}

/**
 * Whether the page of a canary was loaded. Only the page of a visit has a script that reports back: the result page of a search
 * engine has none. `kind` is undefined for a page of the twin, which is proven by its control canary in place of the script.
 */
export function isLoaded(
  { served, beacon }: { served: boolean; beacon: boolean },
  kind: CanaryKind | undefined,
): boolean {
  return served && (beacon || kind !== 'url');
}
