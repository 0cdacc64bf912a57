import type { Phone } from '../phone.ts';
import { isUnknownAppUid } from '../known-uids.ts';
import { type Control, mostPackets, UNKNOWN_SENDER } from './controls.ts';
import { type PacketCounter, WrongCounter, type WatchedUids } from './packet-counter.ts';

interface SentCount {
  packets: number;
  bytes: number;
}

/**
 * Android's own statistics by UID. They cover only interfaces that belong to a network, never `lo`, where the recorder is.
 * So every counted packet bypassed the recorder. DNS lookups that netd makes for an app are included.
 */
export function netstatsCounter(phone: Phone): PacketCounter {
  let watched: WatchedUids = { uids: [], known: [] };
  let from = new Map<number, SentCount>();

  return {
    by: 'netstats',
    async begin(uids) {
      const now = await readSent(phone);
      watched = uids;
      const emptied = [...from].find(([uid, { packets }]) => packetsOf(now, uid) < packets)?.[0];
      // Old counts are kept as the start, so that the next reading includes packets that were sent since the last reading.
      if (from.size === 0 || emptied !== undefined) from = now;
      if (emptied !== undefined)
        throw new WrongCounter(
          `the packet count of UID ${emptied} in dumpsys netstats decreased, so packets since the last reading are missing`,
        );
    },
    async add(uids) {
      watched = { ...watched, uids: [...watched.uids, ...uids] };
    },
    async prove(controls) {
      const now = await readSent(phone);
      const uids: number[] = [];
      for (const uid of new Set(controls.map((control) => control.uid))) {
        const own = controls.filter((control) => control.uid === uid);
        const sent = own.filter(({ outcome }) => outcome === 'sent');
        const start = from.get(uid) ?? { packets: 0, bytes: 0 };
        const packets = packetsOf(now, uid) - start.packets;
        if (packets < sent.length && uid !== UNKNOWN_SENDER)
          throw new WrongCounter(
            `a test packet that was sent as UID ${uid} is missing from dumpsys netstats`,
          );
        // The browser runs meanwhile: only as many packets are taken out of its count as the controls can be.
        const most = own.filter(({ outcome }) => outcome === 'sent' || outcome === 'unknown');
        const taken = Math.min(packets, sum(most.map(mostPackets)));
        const bytes = (now.get(uid)?.bytes ?? 0) - start.bytes;
        from.set(uid, {
          packets: start.packets + taken,
          bytes: start.bytes + (taken === packets ? bytes : Math.min(bytes, sum(most.map(bytesFor)))),
        });
        if (sent.length > 0 && packets >= sent.length) uids.push(uid);
      }
      if (uids.length === 0)
        throw new Error(
          `no test packet left the phone; it printed: ${controls.map(({ printed }) => printed).join('; ')}`,
        );

      return { detail: `a test packet was sent as UID ${uids.join(', ')} and is in dumpsys netstats`, uids };
    },
    async read() {
      const now = await readSent(phone);
      const at = new Date().toISOString();
      const unknownUids = [...now.keys()].filter((uid) => isUnknownAppUid(uid, watched.known));
      const around = [...new Set([...watched.uids, ...unknownUids])].flatMap((uid) => {
        const packets = packetsOf(now, uid) - packetsOf(from, uid);
        if (packets < 0)
          throw new WrongCounter(
            `the packet count of UID ${uid} in dumpsys netstats decreased, so it was reset`,
          );
        if (packets === 0) return [];
        const bytes = (now.get(uid)?.bytes ?? 0) - (from.get(uid)?.bytes ?? 0);

        return [
          {
            kind: 'around-recorder' as const,
            at,
            uid,
            family: 'unknown' as const,
            protocol: 'other' as const,
            port: null,
            packets,
            bytes,
            by: 'netstats' as const,
          },
        ];
      });

      from = now;

      return { around, detail: 'dumpsys netstats was read at the end' };
    },
    async stop() {
      watched = { uids: [], known: [] };
    },
  };
}

/**
 * Android updates its statistics every 30 min; `--poll` reads them from the kernel now (AOSP
 * NetworkStatsService.java).
 */
async function readSent(phone: Phone): Promise<Map<number, SentCount>> {
  const raw = 'dumpsys netstats --poll && dumpsys netstats detail';
  const sent = sentByUid(await phone.shell({ raw }, { timeoutMs: 60_000 }));
  if (!sent) throw new Error('dumpsys netstats has no counts by UID on this phone');

  return sent;
}

/**
 * What each UID sent over any network since boot, from `dumpsys netstats detail`: `ident=[...] uid=N set=DEFAULT tag=0x0` and,
 * below it, a row for each bucket, `st= rb= rp= tb= tp= op=` (AOSP NetworkStatsCollection.java, NetworkStatsHistory.java).
 * Undefined where the dump has no such section.
 */
function sentByUid(dump: string): Map<number, SentCount> | undefined {
  const lines = dump.split('\n');
  const start = lines.findIndex((line) => line.trim() === 'UID stats:');
  if (start < 0) return undefined;
  const sums = new Map<number, SentCount>();
  let uid: number | undefined;
  for (const line of lines.slice(start + 1)) {
    if (line.trim() === 'UID tag stats:') break;
    const key = /^\s*ident=.*\buid=(-?\d+) set=\S+ tag=(\S+)/.exec(line);
    // The untagged rows include tagged traffic.
    if (key) uid = key[2] === '0x0' ? Number(key[1]) : undefined;
    const bucket = /^\s*st=\d+ .*\btb=(\d+) tp=(\d+)/.exec(line);
    if (!bucket || uid === undefined) continue;
    const sum = sums.get(uid) ?? { packets: 0, bytes: 0 };
    sums.set(uid, { packets: sum.packets + Number(bucket[2]), bytes: sum.bytes + Number(bucket[1]) });
  }

  return sums;
}

/** The bytes of a control as the kernel counts them: `leakgate` and a newline, with the headers of UDP and IP. */
function bytesFor({ family }: Control): number {
  return 9 + 8 + (family === 'ipv4' ? 20 : 40);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function packetsOf(sent: ReadonlyMap<number, SentCount>, uid: number): number {
  return sent.get(uid)?.packets ?? 0;
}
