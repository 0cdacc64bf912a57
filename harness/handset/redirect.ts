import type { Journal } from './journal/journal.ts';
import { tunnels } from './journal/changes/tunnel.ts';
import { reasonOf } from '../model/fault.ts';
import type { Change } from '../model/journal.ts';
import type { Phone } from './phone.ts';
import { quote } from './shell/quote.ts';
import { HandsetLost } from './shell/runner.ts';

/** Leads what a UID says to the proxy's port to a port of the recorder that is that UID's alone. */
export interface Redirect {
  /** Resolves to why the phone cannot do it; undefined once it is in place and was read back. */
  lead(uids: readonly number[]): Promise<string | undefined>;
  /** What is left of it no more, in a sentence; undefined while it stands, and where there never was one. */
  broken(): Promise<string | undefined>;
}

interface UidPort {
  uid: number;
  /** The phone's end of the tunnel. */
  devicePort: number;
  /** The recorder's port for it, beside the phone. */
  hostPort: number;
}

/** The first port on the phone that is tried for a UID's own tunnel. */
const FIRST_PORT = 18_081;
const CHAIN = 'leakgate';
const NAT = ['iptables', '-w', '-t', 'nat'] as const;

/**
 * @param proxyPort the phone's end of the common tunnel, which the proxy setting names
 * @param listenFor opens a port of the recorder for one UID
 */
export function createRedirect(
  phone: Phone,
  journal: Journal,
  proxyPort: number,
  listenFor: (uid: number) => Promise<number>,
): Redirect {
  const led = new Map<number, UidPort>();
  let standing: { change: Change; ports: UidPort[] } | undefined;

  const place = async (uids: readonly number[]): Promise<void> => {
    await phone.asRoot([...NAT, '-S', 'OUTPUT']);
    for (const uid of uids)
      if (!led.has(uid)) led.set(uid, await openTunnel(phone, journal, uid, await listenFor(uid)));
    if (standing) await journal.undo(standing.change);
    standing = undefined;
    const ports = uids.flatMap((uid) => led.get(uid) ?? []);
    const rules = redirectRules(ports, proxyPort);
    const change = await journal.make('uid-redirect', { ports }, async () => {
      await phone.asRoot({ raw: rules.make.map(quote).join(' && ') });
    });
    standing = { change, ports };
    await phone.asRoot({ raw: rules.check.map(quote).join(' && ') });
  };

  return {
    async lead(uids) {
      if (phone.root === null) return 'the phone is not rooted';
      try {
        await place([...new Set(uids)].sort((a, b) => a - b));

        return undefined;
      } catch (error) {
        if (error instanceof HandsetLost) throw error;
        // Without the table, traffic still comes in by the common port, and only whose it is stays unknown.
        for (const change of journal.pending().filter(({ kind }) => kind === 'uid-redirect'))
          await journal.undo(change);
        standing = undefined;

        return reasonOf(error);
      }
    },
    async broken() {
      if (!standing) return undefined;
      const open = await tunnels(phone);
      for (const { uid, devicePort, hostPort } of standing.ports)
        if (open.get(devicePort) !== `tcp:${hostPort}`)
          return `the tunnel of UID ${uid}, port ${devicePort}, leads to ${open.get(devicePort) ?? 'nothing'}`;
      const checks = redirectRules(standing.ports, proxyPort).check.map(quote).join(' && ');
      const said = await phone.asRoot({ raw: `if ${checks}; then echo stands; fi 2>/dev/null` });

      return said.trim() === 'stands' ? undefined : 'the redirect by UID is gone from the nat table';
    },
  };
}

/**
 * The commands for the nat table of IPv4. The proxy's address is one of IPv4, and IPv6 sockets reach it as such: the table of
 * IPv6, which many phones lack, has nothing to redirect.
 */
export function redirectRules(
  ports: readonly UidPort[],
  proxyPort = 0,
): { make: string[][]; check: string[][]; undo: string[][]; list: string[] } {
  const hook = ['OUTPUT', '-o', 'lo', '-p', 'tcp', '-j', CHAIN];
  const rules = ports.map(({ uid, devicePort }) => {
    const match = `-o lo -p tcp -d 127.0.0.1 --dport ${proxyPort} -m owner --uid-owner ${uid}`;

    return [CHAIN, ...match.split(' '), '-j', 'REDIRECT', '--to-ports', String(devicePort)];
  });

  return {
    make: [[...NAT, '-N', CHAIN], ...rules.map((rule) => [...NAT, '-A', ...rule]), [...NAT, '-I', ...hook]],
    check: [[...NAT, '-C', ...hook], ...rules.map((rule) => [...NAT, '-C', ...rule])],
    undo: [
      [...NAT, '-D', ...hook],
      [...NAT, '-F', CHAIN],
      [...NAT, '-X', CHAIN],
    ],
    list: [...NAT, '-S', CHAIN],
  };
}

async function openTunnel(phone: Phone, journal: Journal, uid: number, hostPort: number): Promise<UidPort> {
  const taken = await tunnels(phone);
  let devicePort = FIRST_PORT;
  while (taken.has(devicePort)) devicePort++;
  await journal.make('tunnel', { devicePort, hostPort }, async () => {
    await phone.adb(['reverse', `tcp:${devicePort}`, `tcp:${hostPort}`]);
  });
  const leads = (await tunnels(phone)).get(devicePort);
  if (leads !== `tcp:${hostPort}`)
    throw new Error(`the tunnel of UID ${uid} was set to tcp:${hostPort} and leads to ${leads ?? 'nothing'}`);

  return { uid, devicePort, hostPort };
}
