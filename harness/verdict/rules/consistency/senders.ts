import type { Reading } from '../../reading.ts';
import { tellsApps, uidOf } from '../../senders.ts';

/**
 * What exchanges and events say of their senders that cannot be true. Each UID that was told apart had a way of its own to
 * the recorder, so that no other UID can be there, and the tunnel of an exchange bears the same UID as the exchange.
 */
export function contradictionsOfSenders({ evidence }: Reading): string[] {
  const { facts, exchanges, visibility } = evidence;
  const known = new Set([...facts.apps.map(({ uid }) => uid), ...facts.watchedUids]);
  const isKnown = (uid: number | undefined) => uid === undefined || (tellsApps(facts) && known.has(uid));
  const said: string[] = [];
  const tunnels = new Map<string, Set<number | undefined>>();
  for (const event of visibility.events) {
    const uid = uidOf(event);
    // Packets around the recorder came by no way; whoever sent them, they are told by `around-recorder`.
    if (event.kind !== 'around-recorder' && !isKnown(uid))
      said.push(`a ${event.kind} is of UID ${uid}, which had no way of its own to the recorder`);
    if ('attribution' in event && (event.attribution === 'uid') !== (uid !== undefined))
      said.push(
        `a ${event.kind} is attributed by '${event.attribution}', ${uid === undefined ? 'without' : 'with'} a UID`,
      );
    if (event.kind === 'server-name' && event.by === 'connect')
      tunnels.set(event.name, (tunnels.get(event.name) ?? new Set()).add(uid));
  }
  for (const { index, uid, url, host, otherApp } of exchanges) {
    if (!isKnown(uid))
      said.push(`exchange ${index} is of UID ${uid}, which had no way of its own to the recorder`);
    if (uid !== undefined && otherApp !== undefined)
      said.push(`exchange ${index} is of UID ${uid} and of ${otherApp}`);
    const ways = url.startsWith('https:') ? tunnels.get(host) : undefined;
    if (tellsApps(facts) && ways && !ways.has(uid))
      said.push(
        `exchange ${index} to ${host} came ${uid === undefined ? 'by no way of its own' : `from UID ${uid}`}, its tunnel did not`,
      );
  }

  return said;
}
