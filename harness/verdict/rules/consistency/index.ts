import type { Reading } from '../../reading.ts';
import type { Occurrence } from '../../reasons.ts';
import { contradictionsOfExchanges } from './exchanges.ts';
import { contradictionsOfFacts } from './facts.ts';
import { contradictionsOfOrder, outsideRecording } from './order.ts';
import { contradictionsOfSenders } from './senders.ts';

/** Of two accounts that cannot both be true, neither proves anything; and what was not recorded was not seen. */
export function consistencyReasons(reading: Reading): Occurrence[] {
  const said = [
    ...contradictionsOfFacts(reading),
    ...contradictionsOfOrder(reading),
    ...contradictionsOfExchanges(reading),
    ...contradictionsOfSenders(reading),
  ];

  return [
    ...said.map((detail): Occurrence => ({ code: 'evidence-contradicts', values: { detail } })),
    ...outsideRecording(reading),
  ];
}
