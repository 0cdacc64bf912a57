import type { CaseFacts } from '../model/case.ts';
import { UNKNOWN_UID } from '../model/uid.ts';
import type { VisibilityEvent } from '../model/visibility.ts';

/** Who sent something, as far as the handset shows it. */
export type Sender =
  | { kind: 'browser' }
  | { kind: 'other'; app: string }
  /** The simulated handset's stand-in engine. */
  | { kind: 'engine' }
  /** A UID that no app had when UIDs were read: an isolated process of any app, or an app that was installed later. */
  | { kind: 'unknown' }
  /** The phone does not attribute traffic by UID. */
  | { kind: 'unattributable' };

/** What an exchange, a name or an event records of its sender. */
export interface SenderEvidence {
  uid?: number | undefined;
  otherApp?: string | undefined;
  standInEngine?: boolean;
}

/**
 * Whether traffic was redirected separately for each app. If it was, traffic without such a redirect belongs to another
 * app.
 */
export function attributesByUid({ apps }: Pick<CaseFacts, 'apps'>): boolean {
  return apps.length > 0;
}

/**
 * The sender, by the UID that owns the socket. A UID without a separate redirect belongs to another app, which makes no
 * leak. If the recorder cannot have seen such a UID, `rules/consistency/senders.ts` reports a contradiction.
 */
export function senderOf(evidence: SenderEvidence, facts: Pick<CaseFacts, 'apps' | 'watchedUids'>): Sender {
  if (evidence.standInEngine === true) return { kind: 'engine' };
  if (evidence.otherApp !== undefined) return { kind: 'other', app: evidence.otherApp };
  if (!attributesByUid(facts)) return { kind: 'unattributable' };
  if (evidence.uid === undefined) return { kind: 'other', app: 'an unwatched app' };
  if (evidence.uid === UNKNOWN_UID) return { kind: 'unknown' };
  const app = facts.apps.find(({ uid }) => uid === evidence.uid);
  if (app?.role === 'browser' || app?.role === 'helper') return { kind: 'browser' };
  if (!app && facts.watchedUids.includes(evidence.uid)) return { kind: 'browser' };

  return {
    kind: 'other',
    app: app ? `${app.package}${app.role === 'keyboard' ? ' (the keyboard)' : ''}` : `UID ${evidence.uid}`,
  };
}

/** Whether the sender is, or may be, the browser or a helper. */
export function mayBeBrowser({ kind }: Sender): boolean {
  return kind === 'browser' || kind === 'unattributable' || kind === 'unknown';
}

/**
 * Whether an event is of iptables, the only complete packet counter. The other counters see less, and some phones lack
 * them.
 */
export function isFullCounter(event: VisibilityEvent): boolean {
  return event.kind === 'packet-counter' && (event.by === undefined || event.by === 'iptables');
}

/** The UID of an event, if it has one. */
export function uidOf(event: VisibilityEvent): number | undefined {
  return 'uid' in event ? event.uid : undefined;
}
