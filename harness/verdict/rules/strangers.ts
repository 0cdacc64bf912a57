import type { JudgedExchange } from '../../model/evidence.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';
import { senderOf, tellsApps, uidOf } from '../senders.ts';
import { isBeforeUse } from './opaque.ts';

/** What may hide something, of all that is no exchange. */
const HIDING: ReadonlySet<VisibilityEvent['kind']> = new Set([
  'tls-refused',
  'open-request',
  'not-http',
  'silent-tunnel',
  'around-recorder',
]);

/**
 * What could not be read and came from a UID that nobody had when apps were told apart. It may be an isolated process of the
 * browser's or of anybody's, or an app that was installed since: whose, nobody can tell afterwards.
 */
export function strangerReasons(reading: Reading): Occurrence[] {
  const { evidence } = reading;
  if (!tellsApps(evidence.facts)) return [];
  if (!evidence.facts.apps.some(({ role }) => role === 'unknown'))
    return [{ code: 'evidence-missing', values: { what: 'a separate redirect for UIDs that no app had' } }];
  const unread = [...new Set([...exchangesOf(reading), ...eventsOf(reading)])].sort();
  if (unread.length === 0) return [];
  const seen = evidence.timeline.steps.flatMap((step) =>
    step.kind === 'uid-seen' ? [`${step.package} (UID ${step.uid})`] : [],
  );

  return [
    {
      code: 'uid-appeared-late',
      values: { unread: unread.join(', '), seen: [...new Set(seen)].join(', ') || 'none' },
    },
  ];
}

function exchangesOf(reading: Reading): string[] {
  const { foreign, search, evidence } = reading;
  const opaque = new Set(
    search.report.opaque.flatMap((part) => (part.class === 'media' ? [] : [part.exchange])),
  );
  const isUnread = (each: JudgedExchange) =>
    each.aborted || (opaque.has(each.index) && !isBeforeUse(each, reading));

  return foreign
    .filter((each) => senderOf(each, evidence.facts).kind === 'unknown' && isUnread(each))
    .map(({ host }) => host);
}

function eventsOf({ evidence: { facts, visibility } }: Reading): string[] {
  return visibility.events
    .filter((event) => HIDING.has(event.kind))
    .filter((event) => senderOf({ uid: uidOf(event) }, facts).kind === 'unknown')
    .map((event) =>
      event.kind === 'tls-refused'
        ? (event.sni ?? 'an unnamed host')
        : event.kind === 'silent-tunnel'
          ? event.host
          : event.kind === 'around-recorder'
            ? 'packets around the recorder'
            : 'other data to the recorder',
    );
}
