import type { CaseEvidence } from '../../model/evidence.ts';
import type { Timeline } from '../../model/timeline.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';

/** Cues that are independent of each other: a mark on the page or its toolbar, and a menu item (`browsers/cues.ts`). */
const INDEPENDENT = new Set(['page-marker', 'menu-item']);
/** How many independent cues make a proof. */
const CUES = 2;

/** Whether the case browsed in private mode: two cues, before each canary was used. */
export function privateReasons({ evidence }: RuleInput): Occurrence[] {
  const { facts, canaries, timeline } = evidence;
  if (!facts.mode.private) return [{ code: 'mode-not-private', values: {} }];
  const planted = canaries.filter((canary) => canary.role !== 'control');
  if (planted.length === 0) return [{ code: 'no-canary', values: {} }];

  return planted.flatMap(({ id }): Occurrence[] => {
    const from = provenFrom(timeline, id);
    if (from === undefined)
      return [{ code: 'not-proven-private', values: { canary: id, detail: failureDetail(timeline, id) } }];
    const loaded = timeline.steps.findIndex((step) => step.kind === 'page-loaded' && step.canary === id);
    const proven = timeline.steps.findIndex((step) => isProof(step, id));

    return loaded >= 0 && (loaded < proven || (timeline.steps[loaded]?.at ?? '') < from)
      ? [{ code: 'private-proof-late', values: { canary: id } }]
      : [];
  });
}

/** The time from which a canary counts as used in private mode; undefined if that was never proven. */
export function provenFrom(timeline: Timeline, canary: string): string | undefined {
  return timeline.steps.find((step) => isProof(step, canary))?.at;
}

/** Whether a canary was, or may have been, first used in a step: private mode proven for it, or its page loaded. */
export function isFirstUse(step: Timeline['steps'][number], canaries: CaseEvidence['canaries']): boolean {
  const used =
    step.kind === 'private-proof' ? step.canaries : step.kind === 'page-loaded' ? [step.canary] : [];

  return canaries.some(({ id }) => used.includes(id));
}

function isProof(step: Timeline['steps'][number], canary: string): boolean {
  return step.kind === 'private-proof' && step.canaries.includes(canary) && cuesSeen(step.cues) >= CUES;
}

function cuesSeen(cues: readonly { name: string; seen: boolean }[]): number {
  return new Set(cues.filter((cue) => cue.seen && INDEPENDENT.has(cue.name)).map((cue) => cue.name)).size;
}

function failureDetail(timeline: Timeline, canary: string): string {
  const looked = timeline.steps.find(
    (step) => step.kind === 'private-proof' && step.canaries.includes(canary),
  );
  if (looked?.kind !== 'private-proof') return 'no cue was looked for';

  const cues = looked.cues.map(({ name, seen }) => `${name}: ${seen ? 'seen' : 'not seen'}`);

  return `${cuesSeen(looked.cues)} of ${CUES} independent cues seen (${cues.join(', ')})`;
}
