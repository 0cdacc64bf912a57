import { DIRECT_PORTS, type DirectPort } from '../../model/direct-port.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Change } from '../../model/journal.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import { readTunnels } from '../journal/changes/tunnel.ts';
import type { Journal } from '../journal/journal.ts';
import { applyLines } from '../iptables-rules.ts';
import { isAppUid, isUnknownAppUid, type UidRange } from '../known-uids.ts';
import type { Phone } from '../phone.ts';
import { quote } from '../shell/quote.ts';
import { HandsetLost } from '../shell/runner.ts';
import { breakOfTables, hasTable, type InstalledTable, readCounts, setRules } from './chains.ts';
import { addConnections, type DirectReadings, refusedPackets } from './readings.ts';
import { commandsFor, DIRECT_TABLES, type DirectTunnel, firstRules, lastRules, rulesOf } from './rules.ts';

/** Traffic that apps send without the proxy: redirected to the recorder, or refused where no tunnel can carry it. */
export interface DirectTraffic {
  /**
   * Redirects and refuses the traffic of these UIDs, and of UIDs of unknown apps. The platform's own UIDs are left alone: refusing
   * theirs would break the phone's network. Resolves to the reason if the phone cannot; their packets are then only counted.
   */
  start(uids: readonly number[], known: readonly UidRange[]): Promise<string | undefined>;
  add(uids: readonly number[]): Promise<string | undefined>;
  /** Whether the traffic of a UID is redirected or refused. */
  covers(uid: number): boolean;
  /** Connections that were redirected since the first `start`, and packets that were refused since the last reading. */
  read(): Promise<DirectReadings>;
  /** What is broken in the rules or their tunnels, in a sentence; undefined while they work, and if there are none. */
  findBreak(): Promise<string | undefined>;
}

interface Installed {
  changes: Change[];
  tables: InstalledTable[];
  tunnels: DirectTunnel[];
  known: readonly UidRange[];
}

/** The first port on the phone to try for a tunnel. */
const FIRST_PORT = 18_181;

export function createDirectTraffic(
  phone: Phone,
  journal: Journal,
  listenFor: (uid: number, direct: DirectPort) => Promise<number>,
): DirectTraffic {
  let installed: Installed | undefined;
  /** Connections that were redirected, by UID and class of ports; the nat table sees only the first packet of each. */
  const redirected = new Map<string, DirectReadings['redirected'][number]>();

  const remove = async (): Promise<void> => {
    installed = undefined;
    for (const change of journal
      .pending()
      .filter(({ kind }) => kind === 'direct-traffic')
      .toReversed())
      await journal.undo(change);
  };
  const openTunnels = async (uids: readonly number[]): Promise<DirectTunnel[]> => {
    const taken = await readTunnels(phone);
    let devicePort = FIRST_PORT;
    const tunnels: DirectTunnel[] = [];
    for (const uid of uids)
      for (const direct of DIRECT_PORTS) {
        while (taken.has(devicePort)) devicePort++;
        tunnels.push({ uid, direct, devicePort: devicePort++, hostPort: await listenFor(uid, direct) });
      }

    return tunnels;
  };
  /** Stores the change, opens its tunnels and runs the lines that set its rules. */
  const make = async (
    tunnels: readonly DirectTunnel[],
    lines: readonly string[],
    tables: readonly InstalledTable[],
  ): Promise<Change> =>
    await journal.make('direct-traffic', { tunnels: tunnels.map(portsOf) }, async () => {
      for (const { devicePort, hostPort } of tunnels)
        await phone.adb(['reverse', `tcp:${devicePort}`, `tcp:${hostPort}`]);
      await setRules(phone, lines, tables);
    });
  const install = async (uids: readonly number[], known: readonly UidRange[]): Promise<void> => {
    const tables: InstalledTable[] = [];
    const tunnels = await openTunnels([...uids, UNKNOWN_UID]);
    for (const table of DIRECT_TABLES) {
      if (table.family === 'ipv6' && !(await hasTable(phone, table))) continue;
      const rules = [
        ...firstRules(table),
        ...uids.flatMap((uid) => rulesOf(table, uid, tunnels)),
        ...lastRules(table, tunnels, known),
      ];
      tables.push({ table, rules, from: rules.map(() => 0), listing: '' });
    }
    const lines = tables.flatMap(({ table, rules }) => {
      const appended = rules.map(({ words }) => ['-A', table.chain, ...words]);
      const first = appended.slice(0, firstRules(table).length);
      const last = appended.slice(appended.length - lastRules(table, tunnels, known).length);
      const own = commandsFor(table, uids, tunnels);
      const commands = [['-N', table.chain], ...first, ...own, ...last, ['-I', ...table.hook]];

      return applyLines(table.name, [table.program], commands);
    });
    const change = await make(tunnels, lines, tables);
    installed = { changes: [change], tables, tunnels, known };
  };
  const add = async (uids: readonly number[], current: Installed): Promise<void> => {
    const fresh = uids.filter((uid) => !current.tunnels.some((tunnel) => tunnel.uid === uid));
    if (fresh.length === 0) return;
    const tunnels = await openTunnels(fresh);
    const lines: string[] = [];
    for (const each of current.tables) {
      const { table } = each;
      // Before the rules that exempt known apps.
      let at = firstRules(table).length;
      for (const rule of fresh.flatMap((uid) => rulesOf(table, uid, tunnels))) {
        lines.push(quote([...table.command, '-I', table.chain, String(at + 1), ...rule.words]));
        each.rules.splice(at, 0, rule);
        each.from.splice(at, 0, 0);
        at++;
      }
    }
    current.tunnels.push(...tunnels);
    current.changes.push(await make(tunnels, lines, current.tables));
  };
  const findBreak = async (): Promise<string | undefined> => {
    if (!installed) return undefined;
    const open = await readTunnels(phone);
    for (const { uid, devicePort, hostPort } of installed.tunnels)
      if (open.get(devicePort) !== `tcp:${hostPort}`)
        return `the tunnel for connections of UID ${uid} without the proxy, from port ${devicePort} of the phone, forwards to ${open.get(devicePort) ?? 'nothing'} instead of the recorder`;
    return await breakOfTables(phone, installed.tables);
  };

  return {
    findBreak,
    async start(uids, known) {
      if (phone.root === null) return 'the phone is not rooted';
      const apps = [...new Set(uids)].filter(isAppUid).sort((a, b) => a - b);
      const current = installed;

      if (current && (await findBreak()) === undefined) return await reasonOfFailure(add(apps, current));
      await remove();
      const failure = await reasonOfFailure(install(apps, known));
      // Without the rules, packets past the recorder are counted as before.
      if (failure !== undefined) await remove();

      return failure;
    },
    async add(uids) {
      const current = installed;

      // The rules of the other UIDs stay: they have counts that were not read.
      return current && (await reasonOfFailure(add(uids.filter(isAppUid), current)));
    },
    covers: (uid) =>
      installed !== undefined &&
      (installed.tunnels.some((tunnel) => tunnel.uid === uid) || isUnknownAppUid(uid, installed.known)),
    async read() {
      const refused: DirectReadings['refused'] = [];
      for (const { counts, packets } of await readCounts(phone, installed?.tables ?? []))
        if (counts.kind === 'redirected') addConnections(redirected, counts, packets);
        else refused.push(refusedPackets(counts, packets));

      return { redirected: [...redirected.values()], refused };
    },
  };
}

/** Resolves to the reason if an action fails; undefined if it succeeds. */
async function reasonOfFailure(action: Promise<void>): Promise<string | undefined> {
  try {
    await action;

    return undefined;
  } catch (error) {
    if (error instanceof HandsetLost) throw error;

    return reasonOf(error);
  }
}

function portsOf({ uid, devicePort, hostPort }: DirectTunnel): Omit<DirectTunnel, 'direct'> {
  return { uid, devicePort, hostPort };
}
