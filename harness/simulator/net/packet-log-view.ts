import type { PacketCounter, PacketLog } from './packets.ts';

/** The packet log as one of the handset's packet counters sees it: empty if a test broke that counter. */
export function packetLogFor(
  counter: PacketCounter,
  packetLog: PacketLog,
  broken: readonly PacketCounter[] | undefined,
): Pick<PacketLog, 'since' | 'position' | 'sockets'> {
  if (broken?.includes(counter) !== true) return packetLog;

  return { since: () => [], position: () => 0, sockets: () => [] };
}
