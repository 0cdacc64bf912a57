import type { Device, InstalledPackage, Timer } from '../device.ts';
import { createConnectionPool, sendNativeRequest } from './native-request.ts';

/** Handset milliseconds between two requests of other apps. */
const EVERY_MS = 30_000;
const TIMEOUT_MS = 10_000;
/** An address for documentation (RFC 5737). */
const SERVER = '192.0.2.77';
const FIRST_PID = 9_000;

export interface Noise {
  /** Requests over the proxy that ended, and how many of them got a response. */
  counts(): { requests: number; answers: number };
  stop(): Promise<void>;
}

/**
 * Other apps of a busy phone, which run and send something now and then: through the proxy, without it over TCP, and over UDP. They
 * send nothing about what a browser does.
 */
export function startNoise(device: Device, apps: readonly InstalledPackage[]): Noise {
  const pool = createConnectionPool();
  const senders = apps.map((app, at) => ({ ...app, pid: FIRST_PID + at }));
  for (const { pid, uid, package: name } of senders) device.processes.start({ pid, uid, name });
  let timer: Timer | undefined;
  let turn = 0;
  const counts = { requests: 0, answers: 0 };
  let last: Promise<unknown> = Promise.resolve();

  const send = async (): Promise<void> => {
    const app = senders[turn % senders.length];
    const way = turn++ % 3;
    if (!app) return;
    // As each app does, they go on after an error.
    if (way === 0)
      last = post(device, pool, app, turn)
        .then(() => void counts.answers++)
        .catch(() => undefined)
        .finally(() => counts.requests++);
    else if (way === 1)
      last = device.network
        .connect({ uid: app.uid, host: SERVER, port: 443, ip: SERVER })
        .then((stream) => stream.destroy())
        .catch(() => undefined);
    else
      last = device.network
        .datagram({ uid: app.uid, host: SERVER, port: 443, body: Buffer.from(`noise ${turn}`) })
        .catch(() => undefined);
    timer = device.clock.after(EVERY_MS, () => void send());
  };
  timer = device.clock.after(EVERY_MS, () => void send());

  return {
    counts: () => ({ ...counts }),
    async stop() {
      timer?.cancel();
      pool.close();
      await last;
    },
  };
}

async function post(
  device: Device,
  pool: ReturnType<typeof createConnectionPool>,
  app: InstalledPackage & { pid: number },
  turn: number,
): Promise<void> {
  await sendNativeRequest(
    device,
    { pid: app.pid, uid: app.uid, targetSdk: app.targetSdk, proxy: device.network.proxy() },
    pool,
    {
      url: new URL(`https://events.${app.package.split('.').at(-1)}.example/v1/batch`),
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ app: app.package, turn })),
      http: 1,
      network: 'platform',
      trust: 'system',
      timeout: TIMEOUT_MS,
    },
  );
}
