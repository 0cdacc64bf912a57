import type { CaseEvidence } from '../../../model/evidence.ts';
import type { RuleInput } from '../../rule-input.ts';
import type { Occurrence } from '../../reasons.ts';

/** Steps in the wrong order, and a recording that ends before it begins. */
export function contradictionsOfOrder({ evidence }: RuleInput): string[] {
  const { recording } = evidence.visibility;
  // A block is logged when it ends, with the time at which it began.
  const steps = evidence.timeline.steps.filter((step) => step.kind !== 'block');
  const contradictions: string[] = [];
  if (!(Date.parse(recording.from) < Date.parse(recording.to)))
    contradictions.push(
      `the recording began at ${recording.from}, which is not before its end at ${recording.to}`,
    );
  for (const [at, step] of steps.entries()) {
    const before = steps[at - 1];
    if (before ? !(Date.parse(before.at) <= Date.parse(step.at)) : Number.isNaN(Date.parse(step.at)))
      contradictions.push(
        before
          ? `the step ${step.kind} (${step.at}) is listed after a step with a later time (${before.at})`
          : `the step ${step.kind} has no valid time (${step.at})`,
      );
  }

  return contradictions;
}

/** Exchanges, events and steps outside the recording. */
export function outsideRecording({ evidence }: RuleInput): Occurrence[] {
  const { from, to } = evidence.visibility.recording;
  const outside = timedItems(evidence).filter(({ at, isLate }) => !(at >= from && (isLate || at <= to)));

  return outside.map(({ what }) => ({ code: 'outside-recording', values: { step: what } }));
}

function timedItems({
  exchanges,
  late,
  visibility,
  timeline,
}: CaseEvidence): { what: string; at: string; isLate: boolean }[] {
  const itemOf = (isLate: boolean) => (exchange: CaseEvidence['exchanges'][number]) => ({
    what: `the request ${exchange.method} ${exchange.host}`,
    at: exchange.at,
    isLate,
  });

  return [
    ...exchanges.map(itemOf(false)),
    ...late.map(itemOf(true)),
    ...visibility.events.map((event) => ({ what: `the event ${event.kind}`, at: event.at, isLate: false })),
    ...timeline.steps
      .filter(({ kind }) => kind !== 'step' && kind !== 'block')
      .map(({ kind, at }) => ({ what: `the step ${kind}`, at, isLate: false })),
  ];
}
