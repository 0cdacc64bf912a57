import { hostsOf } from '../../detect/index.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { isOwnTwin } from '../search.ts';
import type { Reading } from '../reading.ts';

export type Refusal = Extract<VisibilityEvent, { kind: 'tls-refused' }>;
type Acceptance = Extract<VisibilityEvent, { kind: 'tls-accepted' }>;

/** How a connection ends that was opened ahead and not needed; a client that distrusts the certificate may end so, too. */
const DROPPED = new Set(['closed', 'reset']);

/**
 * A refusal is explained only as a connection that was opened ahead and dropped: by the web engine, as no other stack opens
 * any, and with a later success of the same client, by UID and JA4, to the same name. An app may have two clients with one JA4,
 * of which one is pinned. Two apps that use the platform's own stack have one JA4, so that without the UID nothing
 * is explained, nor by the one that stands for all that nobody had.
 */
export function isExplained(refused: Refusal, { evidence }: Pick<Reading, 'evidence'>): boolean {
  if (refused.sni === null || refused.ja4 === null || refused.uid === undefined) return false;
  if (refused.uid === UNKNOWN_UID) return false;
  if (!DROPPED.has(refused.cause)) return false;
  const accepted = evidence.visibility.events.filter(
    (event): event is Acceptance =>
      event.kind === 'tls-accepted' && event.ja4 === refused.ja4 && event.uid === refused.uid,
  );
  const pages = pageHosts(evidence);

  return (
    accepted.some(({ sni }) => sni !== null && pages.has(sni.toLowerCase())) &&
    accepted.some(({ sni, at }) => sni === refused.sni && at >= refused.at)
  );
}

/** What the web engine loaded, in the case and in its twin. */
function pageHosts(evidence: Reading['evidence']): Set<string> {
  const twin = evidence.ledger.filter((entry) => isOwnTwin(entry, evidence)).map(({ canary }) => canary);

  return new Set([...evidence.canaries, ...twin].flatMap(hostsOf));
}
