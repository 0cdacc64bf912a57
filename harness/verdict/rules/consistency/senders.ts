import type { RuleInput } from '../../rule-input.ts';
import { attributesByUid, uidOf } from '../../senders.ts';

/**
 * Contradictions in the senders. Each attributed UID has a separate redirect, so no other UID can appear, and the
 * tunnel of an exchange has the UID of the exchange.
 */
export function contradictionsOfSenders({ evidence }: RuleInput): string[] {
  const { facts, exchanges, visibility } = evidence;
  const known = new Set([...facts.apps.map(({ uid }) => uid), ...facts.watchedUids]);
  const isKnown = (uid: number | undefined) =>
    uid === undefined || (attributesByUid(facts) && known.has(uid));
  const contradictions: string[] = [];
  const tunnels = new Map<string, Set<number | undefined>>();
  for (const event of visibility.events) {
    const uid = uidOf(event);
    // Packets around the recorder have no redirect; `around-recorder` reports them.
    if (event.kind !== 'around-recorder' && !isKnown(uid))
      contradictions.push(
        `the event ${event.kind} has UID ${uid}, whose traffic was not redirected separately`,
      );
    if ('attribution' in event && (event.attribution === 'uid') !== (uid !== undefined))
      contradictions.push(
        `the event ${event.kind} has the attribution '${event.attribution}', but ${uid === undefined ? 'no' : 'a'} UID`,
      );
    if (event.kind === 'server-name' && event.by === 'connect')
      tunnels.set(event.name, (tunnels.get(event.name) ?? new Set()).add(uid));
  }
  for (const { index, uid, url, host, otherApp, redirected } of exchanges) {
    if (!isKnown(uid))
      contradictions.push(`exchange ${index} has UID ${uid}, whose traffic was not redirected separately`);
    if (uid !== undefined && otherApp !== undefined)
      contradictions.push(`exchange ${index} is attributed both to UID ${uid} and to the app ${otherApp}`);
    // A redirected connection has no tunnel.
    const tunnelUids = url.startsWith('https:') && redirected === undefined ? tunnels.get(host) : undefined;
    if (attributesByUid(facts) && tunnelUids && !tunnelUids.has(uid))
      contradictions.push(
        `exchange ${index} to ${host} has ${uid === undefined ? 'no UID' : `UID ${uid}`}, but its tunnel has another UID`,
      );
  }

  return contradictions;
}
