import type { RuleInput } from '../../rule-input.ts';
import type { Occurrence } from '../../reasons.ts';
import { contradictionsOfExchanges } from './exchanges.ts';
import { contradictionsOfFacts } from './facts.ts';
import { contradictionsOfOrder, outsideRecording } from './order.ts';
import { contradictionsOfSenders } from './senders.ts';

/** Reports contradictions in the evidence, which then proves nothing, and steps outside the recording. */
export function consistencyReasons(input: RuleInput): Occurrence[] {
  const contradictions = [
    ...contradictionsOfFacts(input),
    ...contradictionsOfOrder(input),
    ...contradictionsOfExchanges(input),
    ...contradictionsOfSenders(input),
  ];

  return [
    ...contradictions.map((detail): Occurrence => ({ code: 'evidence-contradicts', values: { detail } })),
    ...outsideRecording(input),
  ];
}
