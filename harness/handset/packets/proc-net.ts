import { reasonOf } from '../../model/fault.ts';
import type { Phone } from '../phone.ts';
import { isUnknownAppUid } from '../known-uids.ts';
import { CONTROL } from './controls.ts';
import {
  type BypassedPackets,
  type PacketCounter,
  WrongCounter,
  type WatchedUids,
} from './packet-counter.ts';
import { loopbackRows } from './loopback.ts';
import {
  type LocalConnection,
  type PhoneSocket,
  parseLocalConnections,
  parseSockets,
  SOCKET_TABLES,
} from './sockets.ts';
import { counted } from '../../model/counted.ts';

/** Milliseconds between two readings. A shorter connection may be missed, so this is not the only counter. */
const SAMPLE_MS = 1000;
/** A row of an IPv4 or IPv6 socket to 127.0.0.1, where the recorder is, that is open (01) or was closed recently (06). */
const OWN_CONNECTION = /^ *\d+: \S+ (?:0{16}F{4}0{4})?0100007F:\S+ 0[16] /m;
/** After this many readings, at least one must have shown a connection to 127.0.0.1, such as the heartbeat's. */
const ENOUGH_READINGS = 10;
/** The errors of `cat` are part of the output. The line succeeds even if the last table does not exist. */
const READ_TABLES = `${SOCKET_TABLES.map((name) => `echo ${name}; cat /proc/net/${name} 2>&1`).join('; ')}; true`;

/**
 * Reports the remote ends of watched UIDs' sockets from the kernel's list, which it reads every second through the local
 * adb. The list has no byte counts; `packets` in the events is the number of connections. A socket whose packets are redirected or
 * refused keeps the remote end that its app chose, so those of such UIDs prove nothing and are left to the other counters.
 */
export function procNetCounter(
  phone: Phone,
  sampleMs = SAMPLE_MS,
  isRedirected: (uid: number) => boolean = () => false,
): PacketCounter {
  let watched: WatchedUids = { uids: [], known: [] };
  const seen = new Map<string, PhoneSocket & { at: string }>();
  /** Connections over the loopback that were seen, each once. */
  const local = new Map<string, LocalConnection>();
  let timer: NodeJS.Timeout | undefined;
  let readings = 0;
  /** Readings that showed a connection within the phone, such as the heartbeat's. */
  let readingsWithRecorder = 0;
  /** Why each reading failed since the last report. Sockets that were open only then are missing. */
  let failures: string[] = [];
  let pendingReading: Promise<void> | undefined;

  const readSockets = async (): Promise<void> => {
    try {
      const { stdout } = await phone.adb(['shell', READ_TABLES]);
      const at = new Date().toISOString();
      if (OWN_CONNECTION.test(stdout)) readingsWithRecorder += 1;
      for (const socket of parseSockets(stdout)) {
        const isControl = socket.remote === CONTROL.hosts[socket.family] && socket.port === CONTROL.port;
        if (
          isControl ||
          isRedirected(socket.uid) ||
          !(watched.uids.includes(socket.uid) || isUnknownAppUid(socket.uid, watched.known))
        )
          continue;
        const key = Object.values(socket).join(' ');
        if (!seen.has(key)) seen.set(key, { ...socket, at });
      }
      for (const connection of parseLocalConnections(stdout)) {
        const key = `${connection.uid} ${connection.protocol} ${connection.port}`;
        // A port whose owner was seen once keeps it.
        if (local.get(key)?.owner === undefined) local.set(key, connection);
      }
      readings += 1;
    } catch (error) {
      failures.push(reasonOf(error));
    }
  };
  /** Starts a reading unless one is running, so that a slow phone is not asked again meanwhile. */
  const readSocketsOnce = (): Promise<void> => {
    pendingReading ??= readSockets().finally(() => {
      pendingReading = undefined;
    });

    return pendingReading;
  };
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    timer = undefined;
    await pendingReading;
  };

  return {
    by: 'proc-net',
    stop,
    async begin(uids) {
      await stop();
      seen.clear();
      local.clear();
      [watched, readings, readingsWithRecorder, failures] = [uids, 0, 0, []];
      await readSocketsOnce();
      if (failures.length > 0) throw new Error(`/proc/net cannot be read: ${failures.join('; ')}`);
      timer = setInterval(() => void readSocketsOnce(), sampleMs).unref();
    },
    async add(uids) {
      watched = { ...watched, uids: [...watched.uids, ...uids] };
    },
    prove: () => Promise.resolve({ detail: '/proc/net is read at regular intervals', uids: [] }),
    async read() {
      await pendingReading;
      await readSocketsOnce();
      if (readingsWithRecorder === 0 && readings >= ENOUGH_READINGS)
        throw new WrongCounter(
          `/proc/net was read ${counted(readings, 'time')} but never showed a connection to the recorder`,
        );

      const around = connectionEvents([...seen.values()]);
      const unrecorded = loopbackRows(
        [...local.values()],
        (uid) => watched.uids.includes(uid),
        (uid) => watched.installed?.get(uid),
      );
      // A connection that stays open is reported again after the next reading.
      seen.clear();
      local.clear();
      const gap =
        failures.length === 0
          ? undefined
          : `/proc/net could not be read ${counted(failures.length, 'time')}: ${failures[0]}`;
      failures = [];

      return { around, unrecorded, detail: `/proc/net was read ${counted(readings, 'time')}`, gap };
    },
  };
}

/** One event for each UID, socket type and remote end. */
function connectionEvents(sockets: readonly (PhoneSocket & { at: string })[]): BypassedPackets[] {
  const events = new Map<string, BypassedPackets>();
  for (const { uid, family, protocol, port, remote, at } of sockets) {
    const key = [uid, family, protocol, port, remote].join(' ');
    const packets = (events.get(key)?.packets ?? 0) + 1;
    const first = events.get(key)?.at ?? at;
    const sender = { uid, family, protocol, port, remote };
    events.set(key, { kind: 'around-recorder', at: first, ...sender, packets, bytes: 0, by: 'proc-net' });
  }

  return [...events.values()];
}
