import type { Network } from '../device.ts';

type Destination = Parameters<Network['engineTraffic']['refused']>[0];

/** Collects the connections that the stand-in engine was refused. */
export function createEngineTraffic(): Pick<Network, 'engineTraffic' | 'engineHosts' | 'unreportedHosts'> {
  const ownTraffic = new Map<string, Destination>();
  const unreported = new Map<string, Destination>();
  const requested = new Set<string>();
  const namesOf = (refused: Map<string, Destination>) =>
    [...refused].flatMap(([name, { host }]) => (requested.has(host) ? [] : [name])).sort();

  return {
    engineTraffic: {
      refused: (destination) => void ownTraffic.set(`${destination.host}:${destination.port}`, destination),
      unreported: (destination) =>
        void unreported.set(`${destination.host}:${destination.port}`, destination),
      requested: (host) => void requested.add(host),
    },
    engineHosts: () => namesOf(ownTraffic),
    unreportedHosts: () => namesOf(unreported),
  };
}
