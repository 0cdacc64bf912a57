import { durationText } from '../../model/duration.ts';
import { counted } from '../../model/counted.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { isFirstUse } from './private.ts';

/** SDKs sample by identity. With 3 identities, an SDK that reports for one in two is missed in one of eight cases. */
const NEEDED_IDENTITIES = 3;

/** Checks the number of fresh identities, the time since the last visit, and the handset's own ids. */
export function identityReasons({ evidence }: RuleInput): Occurrence[] {
  const { facts, timeline, identity } = evidence;
  const reasons: Occurrence[] = [];
  const clearings = new Set(timeline.steps.flatMap((step) => (step.kind === 'identity' ? [step.number] : [])))
    .size;
  if (!(facts.identities >= NEEDED_IDENTITIES))
    reasons.push({
      code: 'few-identities',
      values: { identities: facts.identities, needed: NEEDED_IDENTITIES },
    });
  if (facts.identities !== clearings)
    reasons.push(
      contradiction(
        `the case has ${counted(facts.identities, 'fresh identity')}, but its timeline has ${clearings}`,
      ),
    );
  if (facts.forgottenCanaries > 0)
    reasons.push({ code: 'canaries-forgotten', values: { canaries: facts.forgottenCanaries } });
  if (identity.values.length === 0) reasons.push({ code: 'identity-unread', values: {} });

  return [...reasons, ...settledReasons(evidence)];
}

/** A case is provisional until it and later cases have been recorded for the longest interval of an SDK or helper. */
function settledReasons({ facts, timeline, canaries }: RuleInput['evidence']): Occurrence[] {
  const neededMs = facts.settledAfterMs;
  if (!(neededMs > 0)) return [missing('the longest time for which an SDK on the handset may hold an event')];
  if (!(neededMs >= facts.windowMs))
    return [
      contradiction(
        `an SDK of the release holds events for ${durationText(facts.windowMs)}, but the slowest SDK on the handset for only ${durationText(neededMs)}`,
      ),
    ];
  const planted = canaries.filter((canary) => canary.role !== 'control');
  const lastUse = timeline.steps.findLastIndex((step) => isFirstUse(step, planted));
  const ownMs = timeline.steps.slice(lastUse + 1).reduce((sum, step) => sum + windowMsOf(step), 0);
  const { watchedForMs } = facts;
  if (!(watchedForMs >= ownMs))
    return [
      contradiction(
        `the windows after the last use of a canary lasted ${durationText(ownMs)}, but the facts of the case give only ${durationText(watchedForMs)}`,
      ),
    ];
  const recordedMs = Math.max(ownMs, watchedForMs);

  return recordedMs >= neededMs
    ? []
    : [{ code: 'provisional', values: { recorded: recordedMs, needed: neededMs } }];
}

function windowMsOf(step: TimelineStep): number {
  return step.kind === 'window' ? step.handsetMs : 0;
}

function contradiction(detail: string): Occurrence {
  return { code: 'evidence-contradicts', values: { detail } };
}

function missing(what: string): Occurrence {
  return { code: 'evidence-missing', values: { what } };
}
