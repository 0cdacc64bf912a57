import type { TimelineStep } from '../../model/timeline.ts';
import { type CaseWork, LIMITS } from './case-work.ts';
import type { Station } from './station.ts';

type Network = Pick<Extract<TimelineStep, { kind: 'network' }>, 'validated' | 'type' | 'metered'>;

/** What the phone says of its default network now; recorded. */
export async function readNetwork(work: CaseWork, { handset }: Station): Promise<Network> {
  const validated = await work.step('read the network', LIMITS.phone, () => handset.validated());
  const network: Network = { validated: validated ?? null, type: null, metered: null };
  work.log.add({ kind: 'network', ...network });

  return network;
}
