import type { Journal } from './journal/journal.ts';
import type { NewChangeOfKind } from './journal/kind.ts';
import { readTunnels } from './journal/changes/tunnel.ts';
import { reasonOf } from '../model/fault.ts';
import type { Change } from '../model/journal.ts';
import { UNKNOWN_UID, VENDOR_UIDS } from '../model/uid.ts';
import type { Phone } from './phone.ts';
import { redirectRules, ruleFor, type SharedUids, type UidPort } from './redirect-rules.ts';
import { runAndList } from './iptables-outputs.ts';
import { applyLines } from './iptables-rules.ts';
import { quote } from './shell/quote.ts';
import { HandsetLost } from './shell/runner.ts';

/**
 * Redirects each watched UID from the proxy's port to a recorder port of its own, and unknown UIDs to one shared port. The
 * common port then receives only traffic of apps that are known to be others.
 */
export interface Redirect {
  /**
   * Redirects these UIDs. Rules of UIDs that are already redirected stay in place: a connection that begins between
   * removing a rule and adding it again would keep using the common port.
   *
   * @param shared UIDs that stay on the common port, and those that share the port of the vendor's apps; used only when the rules
   *   are new
   */
  redirectUids(uids: readonly number[], shared: SharedUids): Promise<RedirectResult>;
  /**
   * Redirects further UIDs from now on. Resolves to the reason if it fails; the UIDs then stay with the unknown UIDs.
   */
  add(uids: readonly number[]): Promise<string | undefined>;
  /** UIDs with a port of their own, and `UNKNOWN_UID`, without those that share the vendor's port; empty if there is no redirect. */
  uids(): number[];
  /** What is broken in the redirect, in a sentence; undefined while it works, and if there is no redirect. */
  findBreak(): Promise<string | undefined>;
}

export interface RedirectResult {
  /** Why the phone cannot redirect UIDs; undefined once the rules were set and read back. */
  failure?: string;
  /** The rules are new: connections that were already open used the common port, whichever app they belong to. */
  isNew: boolean;
}

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
  const portsByUid = new Map<number, UidPort>();
  let current: { change: Change; ports: UidPort[]; shared: SharedUids } | undefined;

  /** Ports for UIDs that have none yet; `open` opens their tunnels. */
  const planPorts = async (uids: readonly number[]): Promise<UidPort[]> =>
    await freePorts(
      phone,
      uids.filter((uid) => !portsByUid.has(uid)),
      listenFor,
    );
  const open = async (ports: readonly UidPort[]): Promise<void> => {
    await openTunnels(phone, ports);
    for (const port of ports) portsByUid.set(port.uid, port);
  };
  const install = async (uids: readonly number[], shared: SharedUids): Promise<void> => {
    if (current) await journal.undo(current.change);
    current = undefined;
    const all = [...uids, ...(shared.vendor.length > 0 ? [VENDOR_UIDS] : []), UNKNOWN_UID];
    const added = await planPorts(all);
    const ports = all.flatMap((uid) => portsByUid.get(uid) ?? added.find((port) => port.uid === uid) ?? []);
    const rules = redirectRules(ports, proxyPort, shared);
    const pending = journal.pending().length;
    try {
      const changes = await journal.makeAll(
        [...added.map(tunnelOf), { kind: 'uid-redirect', change: { ports } }],
        async () => {
          await open(added);
          await runRules(rules.make, rules.check);
        },
      );
      const change = changes.at(-1);
      current = change && { change, ports, shared };
    } catch (error) {
      if (error instanceof HandsetLost) throw error;
      // Without the rules, nothing uses the tunnels.
      for (const change of journal.pending().slice(pending).toReversed()) await journal.undo(change);
      for (const { uid } of added) portsByUid.delete(uid);
      throw error;
    }
  };
  const runRules = async (
    commands: readonly (readonly string[])[],
    checks: readonly (readonly string[])[] = [],
  ): Promise<void> => {
    await runAndList(phone, [...applyLines('nat', ['iptables'], commands), ...checks.map(quote)], []);
  };
  const add = async (uids: readonly number[]): Promise<void> => {
    const added = await planPorts(uids);
    if (added.length > 0) await journal.makeAll(added.map(tunnelOf), () => open(added));
    const ports = uids
      .flatMap((uid) => portsByUid.get(uid) ?? [])
      .filter((port) => !current?.ports.includes(port));
    if (ports.length === 0) return;
    await runRules(ports.map((port) => ['-I', ...ruleFor(port, proxyPort)]));
    current?.ports.push(...ports);
  };
  const findBreak = async (): Promise<string | undefined> => {
    if (!current) return undefined;
    const open = await readTunnels(phone);
    for (const { uid, devicePort, hostPort } of current.ports)
      if (open.get(devicePort) !== `tcp:${hostPort}`)
        return `the tunnel of UID ${uid}, from port ${devicePort} of the phone, forwards to ${open.get(devicePort) ?? 'nothing'} instead of the recorder`;
    const checks = redirectRules(current.ports, proxyPort, current.shared).check.map(quote).join(' && ');
    const output = await phone.asRoot({ raw: `if ${checks}; then echo intact; fi 2>/dev/null` });

    return output.trim() === 'intact'
      ? undefined
      : 'the iptables rules of the redirect are no longer in the nat table';
  };

  return {
    findBreak,
    uids: () => (current?.ports ?? []).map(({ uid }) => uid).filter((uid) => uid !== VENDOR_UIDS),
    async redirectUids(uids, shared) {
      if (phone.root === null) return { failure: 'the phone is not rooted', isNew: false };
      const before = [...portsByUid.keys()].filter((uid) => uid >= 0);
      const all = [...new Set([...before, ...uids])].sort((a, b) => a - b);
      try {
        const isIntact = current !== undefined && (await findBreak()) === undefined;
        await (isIntact ? add(all) : install(all, shared));

        return { isNew: !isIntact };
      } catch (error) {
        if (error instanceof HandsetLost) throw error;
        // Without the nat table, traffic still reaches the recorder through the common port, but its UID stays unknown.
        for (const change of journal.pending().filter(({ kind }) => kind === 'uid-redirect'))
          await journal.undo(change);
        current = undefined;

        return { failure: reasonOf(error), isNew: false };
      }
    },
    async add(uids) {
      if (!current) return 'the traffic of this phone is not attributed by UID';
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

/** A port of the phone that has no tunnel and a port of the recorder, for each UID. */
async function freePorts(
  phone: Phone,
  uids: readonly number[],
  listenFor: (uid: number) => Promise<number>,
): Promise<UidPort[]> {
  if (uids.length === 0) return [];
  const taken = await readTunnels(phone);
  const ports: UidPort[] = [];
  let devicePort = FIRST_PORT;
  for (const uid of uids) {
    while (taken.has(devicePort)) devicePort++;
    ports.push({ uid, devicePort: devicePort++, hostPort: await listenFor(uid) });
  }

  return ports;
}

async function openTunnels(phone: Phone, ports: readonly UidPort[]): Promise<void> {
  for (const port of ports) await phone.adb(['reverse', `tcp:${port.devicePort}`, `tcp:${port.hostPort}`]);
  const open = ports.length > 0 ? await readTunnels(phone) : new Map<number, string>();
  for (const port of ports) {
    const target = open.get(port.devicePort);
    if (target !== `tcp:${port.hostPort}`)
      throw new Error(
        `the tunnel of UID ${port.uid} was set to forward to tcp:${port.hostPort}, but forwards to ${target ?? 'nothing'}`,
      );
  }
}

function tunnelOf({ devicePort, hostPort }: UidPort): NewChangeOfKind {
  return { kind: 'tunnel', change: { devicePort, hostPort } };
}
