import assert from 'node:assert/strict';
import type { TimelineStep } from '../../model/timeline.ts';
import { decide } from '../decide.ts';
import { at, cleanEvidence, policy } from '../testing/evidence.ts';

/** The sentence of `network-not-validated` after a reading that was not validated, or undefined. */
function sentenceWith(partial: boolean): string | undefined {
  const evidence = cleanEvidence();
  const steps = evidence.timeline.steps.flatMap((step): TimelineStep[] => {
    if (step.kind !== 'network') return [step];
    const reading = { ...step, validated: false };

    return partial ? [reading, { kind: 'partial-connectivity' as const, at: at(6) }] : [reading];
  });
  const { verdict, reasons } = decide({ ...evidence, timeline: { ...evidence.timeline, steps } }, policy);
  assert.equal(verdict, 'inconclusive');

  return reasons.find(({ code }) => code === 'network-not-validated')?.text;
}

describe('a network that is not validated', () => {
  it('is said to have had a failed probe over HTTPS', () =>
    assert.match(
      sentenceWith(true) ?? '',
      /before the first window, where its probe succeeded over HTTP but not over HTTPS, so uploads/,
    ));

  it('has no cause otherwise', () =>
    assert.match(sentenceWith(false) ?? '', /before the first window, so uploads/));
});
