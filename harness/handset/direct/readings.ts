import type { DirectPort } from '../../model/direct-port.ts';
import type { DirectCount } from './rules.ts';

/** Only counts above zero. */
export interface DirectReadings {
  redirected: { uid: number; port: DirectPort; connections: number }[];
  refused: (Omit<Extract<DirectCount, { kind: 'refused' }>, 'kind'> & { packets: number })[];
}

/** Adds to the total of a UID and class of ports. */
export function addConnections(
  totals: Map<string, DirectReadings['redirected'][number]>,
  { uid, port }: Extract<DirectCount, { kind: 'redirected' }>,
  connections: number,
): void {
  const key = `${uid} ${port}`;
  totals.set(key, { uid, port, connections: (totals.get(key)?.connections ?? 0) + connections });
}

export function refusedPackets(
  { uid, family, protocol, port }: Extract<DirectCount, { kind: 'refused' }>,
  packets: number,
): DirectReadings['refused'][number] {
  return { uid, family, protocol, port, packets };
}
