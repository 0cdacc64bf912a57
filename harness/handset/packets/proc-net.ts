import { reasonOf } from '../../model/fault.ts';
import type { Phone } from '../phone.ts';
import { isOfNobody } from '../known-uids.ts';
import { CONTROL, type Around, type PacketAccount, UntrueAccount, type WatchedUids } from './account.ts';
import { type PhoneSocket, socketsIn } from './sockets.ts';

/** Real time between two looks; a connection that lives shorter may be missed, which is why this account is not the only one. */
const SAMPLE_MS = 1000;
/** What goes to the recorder is connected to 127.0.0.1, in a socket of either family; it is open, or was a little while ago. */
const OWN_CONNECTION = /^ *\d+: \S+ (?:0{16}F{4}0{4})?0100007F:\S+ 0[16] /m;
/** So many looks must have met the heartbeat, which always has a connection open. */
const ENOUGH_LOOKS = 10;
const FILES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/**
 * The kernel's list of open sockets, looked at each second by the adb beside the phone: whom a watched UID is connected to.
 * It tells no bytes. `packets` of its events are connections.
 */
export function procNetAccount(phone: Phone, sampleMs = SAMPLE_MS): PacketAccount {
  let watched: WatchedUids = { uids: [], known: [] };
  const seen = new Map<string, PhoneSocket & { at: string }>();
  let timer: NodeJS.Timeout | undefined;
  let looks = 0;
  /** Looks that showed a connection within the phone, such as the heartbeat's. */
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
        if (isControl || !(watched.uids.includes(socket.uid) || isOfNobody(socket.uid, watched.known)))
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
  /** One look at a time: a phone that is slow to answer is not asked again meanwhile. */
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
        throw new UntrueAccount(`/proc/net was read ${looks} times and never showed a way to the recorder`);

      const around = connectionsOf([...seen.values()]);
      // One that stays open is seen again.
      seen.clear();

      return { around, detail: `/proc/net was read ${looks} times` };
    },
  };
}

/** One event for each UID, kind of socket, and remote end. */
function connectionsOf(sockets: readonly (PhoneSocket & { at: string })[]): Around[] {
  const events = new Map<string, Around>();
  for (const { uid, family, protocol, port, remote, at } of sockets) {
    const key = [uid, family, protocol, port, remote].join(' ');
    const packets = (events.get(key)?.packets ?? 0) + 1;
    const first = events.get(key)?.at ?? at;
    const whom = { uid, family, protocol, port, remote };
    events.set(key, { kind: 'around-recorder', at: first, ...whom, packets, bytes: 0, by: 'proc-net' });
  }

  return [...events.values()];
}
