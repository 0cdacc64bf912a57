import type { CaseEvidence } from '../../model/evidence.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';
import { isCounter, senderOf, uidOf } from '../senders.ts';
import { isExplained } from './tls.ts';

/** What the recorder could not read or see, and what broke. */
export function visibilityReasons({ evidence }: Reading): Occurrence[] {
  const { visibility, facts } = evidence;
  const { events } = visibility;
  const reasons = events.flatMap((event) => reasonOfEvent(event, evidence));
  if (facts.handset.interception === 'none') reasons.push({ code: 'not-intercepted', values: {} });
  if (facts.watchedUids.length === 0)
    reasons.push({ code: 'packet-counter-unread', values: { detail: 'no UID was watched' } });
  else if (!events.some(isCounter))
    reasons.push({ code: 'packet-counter-unread', values: { detail: 'nobody counted' } });
  const engine = [
    ...new Set(events.flatMap((event) => (event.kind === 'stand-in-engine' ? [event.host] : []))),
  ].sort();
  if (engine.length > 0)
    reasons.push({ code: 'stand-in-engine-traffic', values: { hosts: engine.join(', ') } });

  return reasons;
}

const BROKEN = new Map(
  Object.entries({
    recorder: 'recorder-broken',
    tunnel: 'tunnel-broken',
    handset: 'handset-lost',
    appium: 'appium-lost',
    engine: 'engine-lost',
    story: 'story-failed',
  } as const),
);
/** The phone's own accounts of its traffic, in words. */
const ACCOUNTS = { iptables: 'iptables', netstats: 'dumpsys netstats', 'proc-net': '/proc/net' };

function accountOf(by: keyof typeof ACCOUNTS | undefined): string {
  return by ? ACCOUNTS[by] : 'the phone';
}

function reasonOfEvent(event: VisibilityEvent, evidence: CaseEvidence): Occurrence[] {
  switch (event.kind) {
    case 'tls-refused': {
      const host = event.sni ?? 'a host that it did not name';
      if (isExplained(event, { evidence })) return [];

      return ofSender(event, evidence, host, { code: 'tls-refused', values: { host, cause: event.cause } });
    }
    case 'open-request':
      return ofSender(event, evidence, hostOf(event.url), {
        code: 'open-request',
        values: { method: event.method, url: event.url },
      });
    case 'not-http':
      return ofSender(event, evidence, 'the recorder', {
        code: 'not-http',
        values: { detail: event.detail },
      });
    case 'silent-tunnel':
      return ofSender(event, evidence, event.host, {
        code: 'silent-tunnel',
        values: { host: event.host, port: event.port },
      });
    case 'around-recorder': {
      const { uid, packets, protocol, family, port } = event;
      const values = {
        uid: uid === UNKNOWN_UID ? 'of nobody that was known' : uid,
        packets,
        protocol,
        family,
        port: port ?? 'unknown',
        by: accountOf(event.by),
      };

      return [{ code: 'around-recorder', values }];
    }
    case 'packet-counter': {
      if (event.ok) return [];
      if (event.untrue === true) return [{ code: 'packet-counter-unread', values: { detail: event.detail } }];
      if (!isCounter(event))
        return [{ code: 'packet-account-unread', values: { by: accountOf(event.by), detail: event.detail } }];
      const code = evidence.facts.handset.rooted ? 'packet-counter-unread' : 'packet-counter-impossible';

      return [{ code, values: { detail: event.detail } }];
    }
    case 'broken':
      return [brokenReason(event)];
    default:
      return [];
  }
}

function brokenReason({ what, detail }: Extract<VisibilityEvent, { kind: 'broken' }>): Occurrence {
  if (what === 'not-judged') return { code: 'not-judged', values: { why: detail } };
  const code = BROKEN.get(what);

  return code === undefined ? { code: 'broken', values: { what, detail } } : { code, values: { detail } };
}

/** What another app hid says nothing of the browser; whether it was another's is told by the way that it came. */
function ofSender(
  event: VisibilityEvent,
  { facts }: CaseEvidence,
  host: string,
  occurrence: Occurrence,
): Occurrence[] {
  const sender = senderOf({ uid: uidOf(event) }, facts);

  return sender.kind === 'other'
    ? [{ code: 'other-app-unread', values: { app: sender.app, host } }]
    : [occurrence];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}
