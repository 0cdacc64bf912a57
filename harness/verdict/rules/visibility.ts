import type { CaseEvidence } from '../../model/evidence.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { isFullCounter, senderOf, uidOf } from '../senders.ts';
import { isEventBeforeUse } from './delegated.ts';
import { causeOfRefusal } from './trust.ts';
import { isDroppedByPhone } from './dropped.ts';
import { isDroppedPreconnect } from './preconnect.ts';
import { parseUrl } from '../../model/parse-url.ts';

/** What the recorder could not read or see, and what failed. */
export function visibilityReasons({ evidence }: RuleInput): Occurrence[] {
  const { visibility, facts } = evidence;
  const { events } = visibility;
  const reasons = events.flatMap((event) => reasonOfEvent(event, evidence));
  if (facts.handset.interception === 'none') reasons.push({ code: 'not-intercepted', values: {} });
  if (facts.watchedUids.length === 0)
    reasons.push({ code: 'packet-counter-unread', values: { detail: 'no UID was watched' } });
  else if (!events.some(isFullCounter))
    reasons.push({
      code: 'packet-counter-unread',
      values: { detail: 'no complete packet counter (iptables) was read' },
    });
  const engine = [
    ...new Set(events.flatMap((event) => (event.kind === 'stand-in-engine' ? [event.host] : []))),
  ].sort();
  if (engine.length > 0)
    reasons.push({ code: 'stand-in-engine-traffic', values: { hosts: engine.join(', ') } });

  return reasons;
}

const BROKEN_CODES = new Map(
  Object.entries({
    recorder: 'recorder-broken',
    tunnel: 'tunnel-broken',
    handset: 'handset-lost',
    appium: 'appium-lost',
    engine: 'engine-lost',
    story: 'story-failed',
  } as const),
);
/** The packet counters' names in reasons. */
const COUNTER_NAMES = { iptables: 'iptables', netstats: 'dumpsys netstats', 'proc-net': '/proc/net' };

function counterName(by: keyof typeof COUNTER_NAMES | undefined): string {
  return by ? COUNTER_NAMES[by] : 'the phone';
}

function reasonOfEvent(event: VisibilityEvent, evidence: CaseEvidence): Occurrence[] {
  switch (event.kind) {
    case 'tls-refused': {
      const host = event.sni ?? 'an unnamed host';
      if (isDroppedPreconnect(event, { evidence })) return [];

      return unlessOtherApp(event, evidence, host, {
        code: 'tls-refused',
        values: { host, cause: causeOfRefusal(event, evidence) },
      });
    }
    case 'open-request':
      return unlessOtherApp(event, evidence, hostOf(event.url), {
        code: 'open-request',
        values: { method: event.method, url: event.url },
      });
    case 'not-http':
      return unlessOtherApp(event, evidence, 'the recorder', {
        code: 'not-http',
        values: { detail: event.detail },
      });
    case 'silent-tunnel':
      return unlessOtherApp(event, evidence, event.host, {
        code: 'silent-tunnel',
        values: { host: event.host, port: event.port },
      });
    case 'around-recorder':
      return bypassReasons(event, evidence);
    case 'packet-counter': {
      if (event.ok) return [];
      if (event.untrue === true) return [{ code: 'packet-counter-unread', values: { detail: event.detail } }];
      if (!isFullCounter(event))
        return [
          { code: 'packet-account-unread', values: { by: counterName(event.by), detail: event.detail } },
        ];
      const code = evidence.facts.handset.rooted ? 'packet-counter-unread' : 'packet-counter-impossible';

      return [{ code, values: { detail: event.detail } }];
    }
    case 'broken':
      return [brokenReason(event)];
    default:
      return [];
  }
}

function bypassReasons(
  event: Extract<VisibilityEvent, { kind: 'around-recorder' }>,
  evidence: CaseEvidence,
): Occurrence[] {
  const { uid, packets, protocol, family, port, by } = event;
  if (isDroppedByPhone(event, evidence)) return [{ code: 'dropped-by-phone', values: { uid, packets } }];

  return [
    {
      code: 'around-recorder',
      values: {
        sender: uid === UNKNOWN_UID ? 'An unattributed UID' : `UID ${uid}`,
        packets,
        protocol: protocol === 'other' ? 'another protocol' : protocol.toUpperCase(),
        family: family === 'unknown' ? 'unknown IP version' : family.replace('ip', 'IP'),
        port: port ?? 'unknown',
        by: counterName(by),
      },
    },
  ];
}

function brokenReason({ what, detail }: Extract<VisibilityEvent, { kind: 'broken' }>): Occurrence {
  if (what === 'not-judged') return { code: 'not-judged', values: { why: detail } };
  const code = BROKEN_CODES.get(what);

  return code === undefined ? { code: 'broken', values: { what, detail } } : { code, values: { detail } };
}

/**
 * The occurrence, or a note if another app was the sender before the first use of a canary. `rules/delegated.ts` reports what other
 * apps send later.
 */
function unlessOtherApp(
  event: VisibilityEvent,
  evidence: CaseEvidence,
  host: string,
  occurrence: Occurrence,
): Occurrence[] {
  const sender = senderOf({ uid: uidOf(event) }, evidence.facts);
  if (sender.kind !== 'other') return [occurrence];

  return isEventBeforeUse(event, evidence)
    ? [{ code: 'other-app-unread', values: { app: sender.app, host } }]
    : [];
}

function hostOf(url: string): string {
  return parseUrl(url)?.hostname ?? url;
}
