import type { CanaryKind } from './canary.ts';
import type { TimelineStep } from './timeline.ts';

/**
 * Kinds of cues (`browsers/cues.ts`), which are independent: a mark in the toolbar, a text of the private home page, an item of the
 * menu, a mark in the list of tabs, and FLAG_SECURE.
 */
const KINDS = new Set(['toolbar', 'page-text', 'menu', 'tab-switcher', 'secure-flag']);
/** Kinds of older recordings: `page-marker` was a mark in the toolbar or a text of the page. */
const OLDER_KINDS = new Set(['page-marker', 'menu-item']);
/** The number of independent cues that prove private mode. */
export const CUES_NEEDED = 2;

type Cues = readonly { name: string; seen: boolean }[];

/** How many independent cues of private mode were seen; a kind that was seen twice counts once. */
export function countCuesSeen(cues: Cues): number {
  const names = new Set(cues.filter((cue) => cue.seen).map((cue) => cue.name));
  const count = (kinds: ReadonlySet<string>): number => [...names].filter((name) => kinds.has(name)).length;
  const isOlder = cues.some((cue) => OLDER_KINDS.has(cue.name));

  return count(isOlder ? OLDER_KINDS : KINDS);
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
