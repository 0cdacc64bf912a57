import type { CaseFacts } from '../model/case.ts';
import { UNKNOWN_UID } from '../model/uid.ts';
import type { VisibilityEvent } from '../model/visibility.ts';

/** Who sent something, as far as the way to the recorder tells. */
export type Sender =
  | { kind: 'browser' }
  | { kind: 'other'; app: string }
  /** The web engine that stands in for the release's own on a simulated handset, by itself. */
  | { kind: 'engine' }
  /** Whoever had a UID that nobody had when apps were told apart: an isolated process of any app, or what was installed since. */
  | { kind: 'unknown' }
  /** The phone cannot tell. */
  | { kind: 'untold' };

/** What an exchange, a name or an event says of its sender. */
export interface Sent {
  uid?: number | undefined;
  otherApp?: string | undefined;
  standInEngine?: boolean;
}

/** Whether each app had a way of its own to the recorder: what came by none of them is then another app's. */
export function tellsApps({ apps }: Pick<CaseFacts, 'apps'>): boolean {
  return apps.length > 0;
}

/**
 * Who sent something, by the UID that owns the socket. A UID of nobody that was told apart is another app's: that makes no
 * leak, and where it cannot be, the evidence contradicts itself (`rules/consistency/senders.ts`).
 */
export function senderOf(sent: Sent, facts: Pick<CaseFacts, 'apps' | 'watchedUids'>): Sender {
  if (sent.standInEngine === true) return { kind: 'engine' };
  if (sent.otherApp !== undefined) return { kind: 'other', app: sent.otherApp };
  if (!tellsApps(facts)) return { kind: 'untold' };
  if (sent.uid === undefined) return { kind: 'other', app: 'an unwatched app' };
  if (sent.uid === UNKNOWN_UID) return { kind: 'unknown' };
  const app = facts.apps.find(({ uid }) => uid === sent.uid);
  if (app?.role === 'browser' || app?.role === 'helper') return { kind: 'browser' };
  if (!app && facts.watchedUids.includes(sent.uid)) return { kind: 'browser' };

  return {
    kind: 'other',
    app: app ? `${app.package}${app.role === 'keyboard' ? ' (the keyboard)' : ''}` : `UID ${sent.uid}`,
  };
}

/** Whether what the sender hid may be the browser's: its own, or nobody can tell. */
export function isOfBrowser({ kind }: Sender): boolean {
  return kind === 'browser' || kind === 'untold' || kind === 'unknown';
}

/** Whether an event tells of the counter that leaves nothing out: rules of iptables. The other accounts see less, and not all phones keep them. */
export function isCounter(event: VisibilityEvent): boolean {
  return event.kind === 'packet-counter' && (event.by === undefined || event.by === 'iptables');
}

/** The UID of an event, where it has one. */
export function uidOf(event: VisibilityEvent): number | undefined {
  return 'uid' in event ? event.uid : undefined;
}
