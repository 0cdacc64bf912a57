import { durationText } from '../../model/duration.ts';
import { counted } from '../../model/counted.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { isFirstUse } from './private.ts';

/** SDKs sample by identity; with this many, sampling of one in two is missed in one of eight cases. */
const NEEDED = 3;

/** Checks the number of fresh identities, the time since the last visit, and the handset's own ids. */
export function identityReasons({ evidence }: RuleInput): Occurrence[] {
  const { facts, timeline, identity } = evidence;
  const reasons: Occurrence[] = [];
  const emptied = new Set(timeline.steps.flatMap((step) => (step.kind === 'identity' ? [step.number] : [])))
    .size;
  if (!(facts.identities >= NEEDED))
    reasons.push({ code: 'few-identities', values: { identities: facts.identities, needed: NEEDED } });
  if (facts.identities !== emptied)
    reasons.push(
      contradiction(
        `the case has ${counted(facts.identities, 'fresh identity')}, but its timeline has ${emptied}`,
      ),
    );
  if (facts.forgottenCanaries > 0)
    reasons.push({ code: 'canaries-forgotten', values: { canaries: facts.forgottenCanaries } });
  if (identity.values.length === 0) reasons.push({ code: 'identity-unread', values: {} });

  return [...reasons, ...settledReasons(evidence)];
}

/** A case is provisional until the longest interval has passed while it or later cases were recorded. */
function settledReasons({ facts, timeline, canaries }: RuleInput['evidence']): Occurrence[] {
  const needed = facts.settledAfterMs;
  if (!(needed > 0)) return [missing('how long an SDK on the handset may hold an event')];
  if (!(needed >= facts.windowMs))
    return [
      contradiction(
        `one SDK holds events for ${durationText(facts.windowMs)}, but the slowest for only ${durationText(needed)}`,
      ),
    ];
  const planted = canaries.filter((canary) => canary.role !== 'control');
  const used = timeline.steps.findLastIndex((step) => isFirstUse(step, planted));
  const own = timeline.steps.slice(used + 1).reduce((sum, step) => sum + waited(step), 0);
  const { watchedForMs } = facts;
  if (!(watchedForMs >= own))
    return [
      contradiction(
        `the case was recorded for ${durationText(own)}, but watched for only ${durationText(watchedForMs)}`,
      ),
    ];
  const recorded = Math.max(own, watchedForMs);

  return recorded >= needed ? [] : [{ code: 'provisional', values: { recorded, needed } }];
}

function waited(step: TimelineStep): number {
  return step.kind === 'window' ? step.handsetMs : 0;
}

function contradiction(detail: string): Occurrence {
  return { code: 'evidence-contradicts', values: { detail } };
}

function missing(what: string): Occurrence {
  return { code: 'evidence-missing', values: { what } };
}
