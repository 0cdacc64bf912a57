import { hostsOf } from '../../detect/index.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { isOwnTwin } from '../search.ts';
import type { RuleInput } from '../rule-input.ts';

export type Refusal = Extract<VisibilityEvent, { kind: 'tls-refused' }>;
type Acceptance = Extract<VisibilityEvent, { kind: 'tls-accepted' }>;

/** How an unused preconnect ends; a client that rejects the certificate can end the same way. */
const DROPPED = new Set(['closed', 'reset']);

/**
 * Whether a refused handshake was a dropped preconnect. The client (UID and JA4) must be the web engine, because no
 * other stack preconnects, and the same client must have connected to the same name afterwards. An app can have two
 * clients with one JA4, one of them with pinned certificates. Two apps that use the platform's stack share a JA4, so a
 * refusal with a missing or unattributed UID is never a dropped preconnect.
 */
export function isDroppedPreconnect(refused: Refusal, { evidence }: Pick<RuleInput, 'evidence'>): boolean {
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

/** Hosts that the web engine loaded, in the case and in its twin. */
function pageHosts(evidence: RuleInput['evidence']): Set<string> {
  const twin = evidence.ledger.filter((entry) => isOwnTwin(entry, evidence)).map(({ canary }) => canary);

  return new Set([...evidence.canaries, ...twin].flatMap(hostsOf));
}
