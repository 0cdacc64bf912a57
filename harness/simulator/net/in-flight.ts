import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Device, InFlight, PacketLog, SocketRecord } from '../device.ts';

/** Real milliseconds after which a TCP connection counts as idle although its last payload was not answered. */
const SILENT_MS = 2000;
/** Real milliseconds without anything in flight and without a packet; requests that an answer causes have started by then. */
const QUIET_MS = 150;
const POLL_MS = 10;

/** Lists sockets that wait for an answer, timers that are due, and what other parts of the handset add. */
export function createInFlight(packetLog: PacketLog, clock: Pick<Clock, 'overdue'>): InFlight {
  const sources = new Set<() => readonly string[]>();
  const overdue = () => (clock.overdue() > 0 ? [`overdue timers: ${clock.overdue()}`] : []);
  const unanswered = () => packetLog.sockets().filter(isUnanswered).map(nameOf);

  return {
    addSource(list) {
      sources.add(list);

      return () => void sources.delete(list);
    },
    list: () => [unanswered, overdue, ...sources].flatMap((list) => list()),
  };
}

/** Resolves to an empty list once nothing is in flight, or after `limitMs` real milliseconds to what still is. */
export async function waitForQuiet(
  { inFlight, packetLog }: Pick<Device, 'inFlight' | 'packetLog'>,
  limitMs: number,
): Promise<string[]> {
  const end = performance.now() + limitMs;
  let quietSince: { position: number; since: number } | undefined;
  for (;;) {
    const [listed, position, now] = [inFlight.list(), packetLog.position(), performance.now()];
    if (listed.length > 0) quietSince = undefined;
    else if (quietSince?.position !== position) quietSince = { position, since: now };
    else if (now - quietSince.since >= QUIET_MS) return [];
    if (now >= end) return listed.length > 0 ? listed : ['packets'];
    await sleep(POLL_MS);
  }
}

function isUnanswered({ protocol, closedAt, lastPayload, lastUsedAt }: SocketRecord): boolean {
  if (closedAt !== undefined) return false;
  // A UDP socket is open only while an answer may come.
  if (protocol === 'udp') return true;

  return lastPayload !== 'in' && performance.now() - lastUsedAt < SILENT_MS;
}

function nameOf({ protocol, uid, remoteAddress, remotePort }: SocketRecord): string {
  return `${protocol} ${remoteAddress}:${remotePort} of UID ${uid}`;
}
