import type { JudgedExchange } from '../../model/evidence.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { senderOf, attributesByUid, uidOf } from '../senders.ts';
import { isBeforeUse } from './opaque.ts';

/** Events that report traffic whose content was not read. */
const HIDING: ReadonlySet<VisibilityEvent['kind']> = new Set([
  'tls-refused',
  'open-request',
  'not-http',
  'silent-tunnel',
  'around-recorder',
]);

/**
 * Unread traffic of unattributed UIDs. Such traffic can come from an isolated process of any app, the browser included,
 * or from an app that was installed later. Its app cannot be determined after the recording.
 */
export function unattributedReasons(input: RuleInput): Occurrence[] {
  const { evidence } = input;
  if (!attributesByUid(evidence.facts)) return [];
  if (!evidence.facts.apps.some(({ role }) => role === 'unknown'))
    return [{ code: 'evidence-missing', values: { what: 'a separate redirect for UIDs that no app had' } }];
  const unreadTraffic = [...new Set([...exchangesOf(input), ...eventsOf(input)])].sort();
  if (unreadTraffic.length === 0) return [];
  const newUids = evidence.timeline.steps.flatMap((step) =>
    step.kind === 'uid-seen' ? [`${step.package} (UID ${step.uid})`] : [],
  );

  return [
    {
      code: 'uid-appeared-late',
      values: { unread: unreadTraffic.join(', '), seen: [...new Set(newUids)].join(', ') || 'none' },
    },
  ];
}

function exchangesOf(input: RuleInput): string[] {
  const { browserTraffic, search, evidence } = input;
  const opaque = new Set(
    search.report.opaque.flatMap((part) => (part.class === 'media' ? [] : [part.exchange])),
  );
  const isUnread = (each: JudgedExchange) =>
    each.aborted || (opaque.has(each.index) && !isBeforeUse(each, input));

  return browserTraffic
    .filter((each) => senderOf(each, evidence.facts).kind === 'unknown' && isUnread(each))
    .map(({ host }) => host);
}

function eventsOf({ evidence: { facts, visibility } }: RuleInput): string[] {
  return visibility.events
    .filter((event) => HIDING.has(event.kind))
    .filter((event) => senderOf({ uid: uidOf(event) }, facts).kind === 'unknown')
    .map((event) =>
      event.kind === 'tls-refused'
        ? (event.sni ?? 'an unnamed host')
        : event.kind === 'silent-tunnel'
          ? event.host
          : event.kind === 'around-recorder'
            ? 'packets that bypassed the recorder'
            : 'an unfinished request or data that is not HTTP',
    );
}
