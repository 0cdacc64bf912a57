import type { CaseEvidence } from '../../model/evidence.ts';
import { countCuesSeen, CUES_NEEDED, isPrivateProof } from '../../model/step-proofs.ts';
import type { Timeline } from '../../model/timeline.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';

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

/** The rows of the user's own table that found cues of private mode. */
export function ownRowReasons({ evidence }: RuleInput): Occurrence[] {
  const rows = evidence.timeline.steps.flatMap((step) => (step.kind === 'own-rows' ? step.rows : []));

  return rows.length === 0
    ? []
    : [{ code: 'proven-by-own-rows', values: { rows: [...new Set(rows)].sort().join(', ') } }];
}

/** The time from which a canary counts as used in private mode; undefined if private mode was never proven for it. */
export function provenFrom(timeline: Timeline, canary: string): string | undefined {
  return timeline.steps.find((step) => isProof(step, canary))?.at;
}

/** Whether a step is, or may be, the first use of a canary: it proves private mode for one, or loads the page of one. */
export function isFirstUse(step: Timeline['steps'][number], canaries: CaseEvidence['canaries']): boolean {
  const used =
    step.kind === 'private-proof' ? step.canaries : step.kind === 'page-loaded' ? [step.canary] : [];

  return canaries.some(({ id }) => used.includes(id));
}

function isProof(step: Timeline['steps'][number], canary: string): boolean {
  return isPrivateProof(step) && step.canaries.includes(canary);
}

function failureDetail(timeline: Timeline, canary: string): string {
  const attempt = timeline.steps.find(
    (step) => step.kind === 'private-proof' && step.canaries.includes(canary),
  );
  if (attempt?.kind !== 'private-proof') return 'no cue of private mode was looked for';

  const cues = attempt.cues.map(({ name, seen }) => `${name}: ${seen ? 'seen' : 'not seen'}`);

  return `${countCuesSeen(attempt.cues)} of ${CUES_NEEDED} independent cues of private mode were seen (${cues.join(', ')})`;
}
