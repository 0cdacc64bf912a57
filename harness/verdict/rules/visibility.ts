import type { CaseEvidence } from '../../model/evidence.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { Occurrence } from '../reasons.ts';

/** What the recorder could not read or see, and what broke. */
export function visibilityReasons({ visibility, facts }: CaseEvidence): Occurrence[] {
  const { events } = visibility;
  const reasons = events.flatMap((event) => reasonOfEvent(event, events, facts.handset.rooted));
  if (facts.handset.interception === 'none') reasons.push({ code: 'not-intercepted', values: {} });
  if (facts.watchedUids.length === 0)
    reasons.push({ code: 'packet-counter-unread', values: { detail: 'no UID was watched' } });
  else if (!events.some((event) => event.kind === 'packet-counter'))
    reasons.push({ code: 'packet-counter-unread', values: { detail: 'nobody counted' } });
  const engine = [
    ...new Set(events.flatMap((event) => (event.kind === 'stand-in-engine' ? [event.host] : []))),
  ].sort();
  if (engine.length > 0)
    reasons.push({ code: 'stand-in-engine-traffic', values: { hosts: engine.join(', ') } });

  return reasons;
}

const BROKEN: Readonly<Record<string, string>> = {
  recorder: 'recorder-broken',
  tunnel: 'tunnel-broken',
  handset: 'handset-lost',
  appium: 'appium-lost',
  engine: 'engine-lost',
  story: 'story-failed',
};

function reasonOfEvent(
  event: VisibilityEvent,
  events: readonly VisibilityEvent[],
  canCount: boolean,
): Occurrence[] {
  switch (event.kind) {
    case 'tls-refused':
      return isExplained(event, events)
        ? []
        : [
            {
              code: 'tls-refused',
              values: { host: event.sni ?? 'a host that it did not name', cause: event.cause },
            },
          ];
    case 'open-request':
      return [{ code: 'open-request', values: { method: event.method, url: event.url } }];
    case 'not-http':
      return [{ code: 'not-http', values: { detail: event.detail } }];
    case 'around-recorder':
      return [{ code: 'around-recorder', values: { ...event, port: event.port ?? 'unknown' } }];
    case 'packet-counter':
      return event.ok
        ? []
        : [
            {
              code: canCount ? 'packet-counter-unread' : 'packet-counter-impossible',
              values: { detail: event.detail },
            },
          ];
    case 'broken':
      if (event.what === 'not-judged') return [{ code: 'not-judged', values: { why: event.detail } }];

      return [{ code: BROKEN[event.what] ?? 'broken', values: { what: event.what, detail: event.detail } }];
    default:
      return [];
  }
}

/** A refusal is explained only by a later success of the same client, by JA4, to the same name. */
function isExplained(
  refused: Extract<VisibilityEvent, { kind: 'tls-refused' }>,
  events: readonly VisibilityEvent[],
): boolean {
  if (refused.sni === null || refused.ja4 === null) return false;

  return events.some(
    (event) =>
      event.kind === 'tls-accepted' &&
      event.sni === refused.sni &&
      event.ja4 === refused.ja4 &&
      event.at >= refused.at,
  );
}
