import type { Clock, PacketLog, PacketRecord } from '../device.ts';

/** The state of NetworkStatsService: counts of the kernel's maps since the last poll, and the history of earlier polls. */
export interface NetStats {
  /** Moves the counts of the maps into the history. */
  poll(): void;
  /** Counts since the last poll, by interface and UID, for every interface. */
  maps(): { iface: PacketRecord['iface']; uid: number; counts: Counts }[];
  /** Counts since boot, by UID; a poll does not reset them. */
  uids(): { uid: number; counts: Counts }[];
  /** Counts up to the last poll, by UID and bucket, for the networks that Android manages: not for `lo`. */
  history(): { uid: number; start: number; counts: Counts }[];
}

export interface Counts {
  rxBytes: number;
  rxPackets: number;
  txBytes: number;
  txPackets: number;
}

/** AOSP NetworkStatsService: NETSTATS_POLL_INTERVAL and NETSTATS_UID_BUCKET_DURATION, milliseconds. */
const POLL_MS = 30 * 60_000;
export const BUCKET_MS = 2 * 3_600_000;

/** Counts the packets of the packet log; each is charged to the UID that netd charges. */
export function createNetStats(
  packetLog: Pick<PacketLog, 'since' | 'position'>,
  clock: Pick<Clock, 'after'>,
): NetStats {
  let polledPosition = 0;
  const poll = () => {
    polledPosition = packetLog.position();
  };
  const pollRegularly = () => {
    poll();
    clock.after(POLL_MS, pollRegularly);
  };
  clock.after(POLL_MS, pollRegularly);

  return {
    poll,
    maps: () =>
      sumPackets(packetLog.since(polledPosition), ({ iface, ...packet }) => ({
        iface,
        uid: chargedUidOf(packet),
      })).map(({ key, counts }) => ({ ...key, counts })),
    uids: () =>
      sumPackets(packetLog.since(0), (packet) => ({ uid: chargedUidOf(packet) })).map(({ key, counts }) => ({
        ...key,
        counts,
      })),
    history: () =>
      sumPackets(
        packetLog
          .since(0)
          .slice(0, polledPosition)
          .filter(({ iface }) => iface !== 'lo'),
        (packet) => ({ uid: chargedUidOf(packet), start: Math.floor(packet.at / BUCKET_MS) * BUCKET_MS }),
      ).map(({ key, counts }) => ({ ...key, counts })),
  };
}

function chargedUidOf({ uid, chargedTo }: Pick<PacketRecord, 'uid' | 'chargedTo'>): number {
  return chargedTo ?? uid;
}

function sumPackets<K extends object>(
  packets: readonly PacketRecord[],
  keyOf: (packet: PacketRecord) => K,
): { key: K; counts: Counts }[] {
  const rows = new Map<string, { key: K; counts: Counts }>();
  for (const packet of packets) {
    if (packet.refused === true || packet.dropped === true) continue;
    const key = keyOf(packet);
    const name = JSON.stringify(key);
    const row = rows.get(name) ?? { key, counts: { rxBytes: 0, rxPackets: 0, txBytes: 0, txPackets: 0 } };
    rows.set(name, row);
    const { counts } = row;
    if (packet.direction === 'in') {
      counts.rxBytes += packet.bytes;
      counts.rxPackets += packet.packets;
    } else {
      counts.txBytes += packet.bytes;
      counts.txPackets += packet.packets;
    }
  }

  return [...rows.values()];
}
