import type { VisibilityEvent } from '../../model/visibility.ts';

export type Refusal = Extract<VisibilityEvent, { kind: 'tls-refused' }>;

/**
 * A refusal is explained only by a later success of the same client, by UID and JA4, to the same name. Two apps that use the
 * platform's own stack have one JA4, so that without the UID nothing is explained.
 */
export function isExplained(refused: Refusal, events: readonly VisibilityEvent[]): boolean {
  if (refused.sni === null || refused.ja4 === null || refused.uid === undefined) return false;

  return events.some(
    (event) =>
      event.kind === 'tls-accepted' &&
      event.sni === refused.sni &&
      event.ja4 === refused.ja4 &&
      event.uid === refused.uid &&
      event.at >= refused.at,
  );
}
