import type { NetworkReading } from '../../handset/network.ts';
import { type CaseWork, LIMITS } from './case-work.ts';
import type { Station } from './station.ts';

/** What the phone says of its default network now; recorded. */
export async function readNetwork(work: CaseWork, { handset }: Station): Promise<NetworkReading> {
  const network = await work.step('read the network', LIMITS.phone, () => handset.network());
  work.log.add({ kind: 'network', ...network });

  return network;
}
