import { reasonOf } from '../../model/fault.ts';
import type { Phone } from '../phone.ts';
import { isUnknownAppUid } from '../known-uids.ts';
import {
  CONTROL,
  type BypassedPackets,
  type PacketCounter,
  WrongCounter,
  type WatchedUids,
} from './packet-counter.ts';
import { type PhoneSocket, socketsIn } from './sockets.ts';
import { counted } from '../../model/counted.ts';

/** Milliseconds between two readings. A shorter connection may be missed, so this is not the only counter. */
const SAMPLE_MS = 1000;
/** Traffic to the recorder goes to 127.0.0.1, in a socket of either family that is open or was open a moment ago. */
const OWN_CONNECTION = /^ *\d+: \S+ (?:0{16}F{4}0{4})?0100007F:\S+ 0[16] /m;
/** Minimum readings that show the heartbeat, which always has an open connection. */
const ENOUGH_LOOKS = 10;
const FILES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/**
 * The kernel's list of open sockets, read every second through the local adb: the remote ends of a watched UID. It has no
 * byte counts. `packets` of its events are connections.
 */
export function procNetCounter(phone: Phone, sampleMs = SAMPLE_MS): PacketCounter {
  let watched: WatchedUids = { uids: [], known: [] };
  const seen = new Map<string, PhoneSocket & { at: string }>();
  let timer: NodeJS.Timeout | undefined;
  let looks = 0;
  /** Readings that showed a connection within the phone, such as the heartbeat's. */
  let shown = 0;
  let failure: string | undefined;
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    try {
      const { stdout } = await phone.adb([
        'shell',
        FILES.map((name) => `echo ${name}; cat /proc/net/${name} 2>/dev/null`).join('; '),
      ]);
      const at = new Date().toISOString();
      if (OWN_CONNECTION.test(stdout)) shown += 1;
      for (const socket of socketsIn(stdout)) {
        const isControl = socket.remote === CONTROL.host && socket.port === CONTROL.port;
        if (isControl || !(watched.uids.includes(socket.uid) || isUnknownAppUid(socket.uid, watched.known)))
          continue;
        const key = Object.values(socket).join(' ');
        if (!seen.has(key)) seen.set(key, { ...socket, at });
      }
      looks += 1;
      failure = undefined;
    } catch (error) {
      failure = reasonOf(error);
    }
  };
  /** One reading at a time: a slow phone is not asked again meanwhile. */
  const lookOnce = (): Promise<void> => {
    looking ??= look().finally(() => {
      looking = undefined;
    });

    return looking;
  };
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    timer = undefined;
    await looking;
  };

  return {
    by: 'proc-net',
    stop,
    async begin(uids) {
      await stop();
      seen.clear();
      [watched, looks, shown] = [uids, 0, 0];
      await lookOnce();
      if (failure !== undefined) throw new Error(`/proc/net cannot be read: ${failure}`);
    },
    async add(uids) {
      watched = { ...watched, uids: [...watched.uids, ...uids] };
    },
    prove() {
      timer ??= setInterval(() => void lookOnce(), sampleMs).unref();

      return Promise.resolve('/proc/net is read each second');
    },
    async read() {
      await looking;
      await lookOnce();
      if (failure !== undefined) throw new Error(`/proc/net cannot be read any more: ${failure}`);
      if (shown === 0 && looks >= ENOUGH_LOOKS)
        throw new WrongCounter(
          `/proc/net was read ${counted(looks, 'time')} and never showed a connection to the recorder`,
        );

      const around = connectionsOf([...seen.values()]);
      // A connection that stays open is seen again.
      seen.clear();

      return { around, detail: `/proc/net was read ${counted(looks, 'time')}` };
    },
  };
}

/** One event for each UID, socket type and remote end. */
function connectionsOf(sockets: readonly (PhoneSocket & { at: string })[]): BypassedPackets[] {
  const events = new Map<string, BypassedPackets>();
  for (const { uid, family, protocol, port, remote, at } of sockets) {
    const key = [uid, family, protocol, port, remote].join(' ');
    const packets = (events.get(key)?.packets ?? 0) + 1;
    const first = events.get(key)?.at ?? at;
    const whom = { uid, family, protocol, port, remote };
    events.set(key, { kind: 'around-recorder', at: first, ...whom, packets, bytes: 0, by: 'proc-net' });
  }

  return [...events.values()];
}
