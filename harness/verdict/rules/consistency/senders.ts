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
      said.push(`the event ${event.kind} has UID ${uid}, whose traffic was not redirected separately`);
    if ('attribution' in event && (event.attribution === 'uid') !== (uid !== undefined))
      said.push(
        `the event ${event.kind} has the attribution '${event.attribution}', but ${uid === undefined ? 'no' : 'a'} UID`,
      );
    if (event.kind === 'server-name' && event.by === 'connect')
      tunnels.set(event.name, (tunnels.get(event.name) ?? new Set()).add(uid));
  }
  for (const { index, uid, url, host, otherApp } of exchanges) {
    if (!isKnown(uid))
      said.push(`exchange ${index} has UID ${uid}, whose traffic was not redirected separately`);
    if (uid !== undefined && otherApp !== undefined)
      said.push(`exchange ${index} belongs to UID ${uid} and to ${otherApp}`);
    const ways = url.startsWith('https:') ? tunnels.get(host) : undefined;
    if (tellsApps(facts) && ways && !ways.has(uid))
      said.push(
        `exchange ${index} to ${host} has ${uid === undefined ? 'no UID' : `UID ${uid}`}, but its tunnel has another`,
      );
  }

  return said;
}
