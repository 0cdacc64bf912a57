import type { UnrecordedPackets } from './packet-counter.ts';
import type { LocalConnection } from './sockets.ts';
import { isOwnPort } from './rules.ts';

/** A row for each port of another app that watched UIDs were connected to over the loopback. */
export function loopbackRows(
  connections: readonly LocalConnection[],
  isWatched: (uid: number) => boolean,
  nameOf: (uid: number) => string | undefined,
): UnrecordedPackets[] {
  const handed = connections.filter(
    ({ uid, port, owner }) => isWatched(uid) && owner !== uid && !isOwnPort(port),
  );
  const rows = new Map<string, UnrecordedPackets>();
  for (const { uid, family, protocol, port, owner } of handed) {
    const key = [uid, family, protocol, port].join(' ');
    const app = owner === undefined ? undefined : (nameOf(owner) ?? `UID ${owner}`);
    rows.set(key, {
      from: 'loopback',
      uid,
      family,
      protocol,
      port,
      packets: 1 + (rows.get(key)?.packets ?? 0),
      ...(app !== undefined && { app }),
    });
  }

  return [...rows.values()];
}

/**
 * One row for each kind of packets. The list of sockets has ports and no number of packets, and iptables has no ports: rows of the list
 * replace those of iptables with the same sender, and take their number if there is only one port.
 */
export function namePorts(rows: readonly UnrecordedPackets[]): UnrecordedPackets[] {
  const kindOf = ({ from, uid, family, protocol }: UnrecordedPackets): string =>
    [from, uid, family, protocol].join(' ');
  const named = rows.filter(({ from, port }) => from === 'loopback' && port !== null);
  const others = rows.filter((row) => !named.includes(row));
  const unnamed = others.filter(
    (row) => row.from === 'vendor' || !named.some((each) => kindOf(each) === kindOf(row)),
  );

  return [
    ...unnamed,
    ...named.map((row) => {
      const isOnly = named.filter((each) => kindOf(each) === kindOf(row)).length === 1;
      const counts = others.filter((each) => kindOf(each) === kindOf(row)).map(({ packets }) => packets);

      return { ...row, packets: isOnly ? Math.max(row.packets, ...counts) : row.packets };
    }),
  ];
}
