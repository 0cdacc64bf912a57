import type { Journal } from './journal/journal.ts';
import { tunnels } from './journal/changes/tunnel.ts';
import { reasonOf } from '../model/fault.ts';
import type { Change } from '../model/journal.ts';
import { UNKNOWN_UID } from '../model/uid.ts';
import type { UidRange } from './known-uids.ts';
import type { Phone } from './phone.ts';
import { NAT, redirectRules, ruleFor, type UidPort } from './redirect-rules.ts';
import { quote } from './shell/quote.ts';
import { HandsetLost } from './shell/runner.ts';

/**
 * Redirects each watched UID from the proxy's port to a recorder port of its own, and unknown UIDs to one shared port. The
 * common port then receives only traffic of apps that are known to be others.
 */
export interface Redirect {
  /**
   * UIDs that are already redirected stay so: between removing a rule and adding it again, a connection could begin that
   * outlives the change.
   *
   * @param known UIDs that stay on the common port; used only on the first call
   */
  lead(uids: readonly number[], known: readonly UidRange[]): Promise<RedirectResult>;
  /**
   * Redirects further UIDs from now on. Resolves to the reason where it cannot; they then stay with the unknown UIDs.
   */
  add(uids: readonly number[]): Promise<string | undefined>;
  /** What is broken about it, in a sentence; undefined while it works, and where there never was one. */
  broken(): Promise<string | undefined>;
}

/** Result of redirecting. */
export interface RedirectResult {
  /** Why the phone cannot do it; undefined once the rules were set and read back. */
  failure?: string;
  /** The rules are new: connections that were already open used the common port, whichever app they belong to. */
  isNew: boolean;
}

/** Rules in one shell line, which older versions of adbd limit to 4 KB. */
const RULES_IN_LINE = 20;
/** The first port on the phone to try for a UID's own tunnel. */
const FIRST_PORT = 18_081;

/**
 * @param proxyPort the phone's port of the common tunnel, which the proxy setting names
 * @param listenFor opens a recorder port for one UID
 */
export function createRedirect(
  phone: Phone,
  journal: Journal,
  proxyPort: number,
  listenFor: (uid: number) => Promise<number>,
): Redirect {
  const led = new Map<number, UidPort>();
  let standing: { change: Change; ports: UidPort[] } | undefined;

  const portsOf = async (uids: readonly number[]): Promise<UidPort[]> => {
    for (const uid of uids)
      if (!led.has(uid)) led.set(uid, await openTunnel(phone, journal, uid, await listenFor(uid)));

    return uids.flatMap((uid) => led.get(uid) ?? []);
  };
  const place = async (uids: readonly number[], known: readonly UidRange[]): Promise<void> => {
    await phone.asRoot([...NAT, '-S', 'OUTPUT']);
    const ports = await portsOf([...uids, UNKNOWN_UID]);
    if (standing) await journal.undo(standing.change);
    standing = undefined;
    const rules = redirectRules(ports, proxyPort, known);
    const change = await journal.make('uid-redirect', { ports }, async () => {
      for (let at = 0; at < rules.make.length; at += RULES_IN_LINE)
        await phone.asRoot({
          raw: rules.make
            .slice(at, at + RULES_IN_LINE)
            .map(quote)
            .join(' && '),
        });
    });
    standing = { change, ports };
    await phone.asRoot({ raw: rules.check.map(quote).join(' && ') });
  };
  const add = async (uids: readonly number[]): Promise<void> => {
    const ports = (await portsOf(uids)).filter((port) => !standing?.ports.includes(port));
    for (const port of ports) {
      await phone.asRoot([...NAT, '-I', ...ruleFor(port, proxyPort)]);
      standing?.ports.push(port);
    }
  };
  const broken = async (): Promise<string | undefined> => {
    if (!standing) return undefined;
    const open = await tunnels(phone);
    for (const { uid, devicePort, hostPort } of standing.ports)
      if (open.get(devicePort) !== `tcp:${hostPort}`)
        return `the tunnel of UID ${uid}, from port ${devicePort} of the phone, leads to ${open.get(devicePort) ?? 'nothing'} and not to the recorder`;
    const checks = redirectRules(standing.ports, proxyPort).check.map(quote).join(' && ');
    const said = await phone.asRoot({ raw: `if ${checks}; then echo intact; fi 2>/dev/null` });

    return said.trim() === 'intact' ? undefined : 'the redirect by UID is gone from the nat table';
  };

  return {
    broken,
    async lead(uids, known) {
      if (phone.root === null) return { failure: 'the phone is not rooted', isNew: false };
      const before = [...led.keys()].filter((uid) => uid !== UNKNOWN_UID);
      const all = [...new Set([...before, ...uids])].sort((a, b) => a - b);
      try {
        const stands = standing !== undefined && (await broken()) === undefined;
        await (stands ? add(all) : place(all, known));

        return { isNew: !stands };
      } catch (error) {
        if (error instanceof HandsetLost) throw error;
        // Without the table traffic still reaches the common port; only its UID stays unknown.
        for (const change of journal.pending().filter(({ kind }) => kind === 'uid-redirect'))
          await journal.undo(change);
        standing = undefined;

        return { failure: reasonOf(error), isNew: false };
      }
    },
    async add(uids) {
      if (!standing) return 'traffic is not attributed by UID';
      try {
        await add([...uids].sort((a, b) => a - b));

        return undefined;
      } catch (error) {
        if (error instanceof HandsetLost) throw error;

        return reasonOf(error);
      }
    },
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
    throw new Error(`the tunnel of UID ${uid} was set to tcp:${hostPort} but leads to ${leads ?? 'nothing'}`);

  return { uid, devicePort, hostPort };
}
