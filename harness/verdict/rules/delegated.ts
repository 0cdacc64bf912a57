import { getDomain } from 'tldts';
import type { CaseEvidence } from '../../model/evidence.ts';
import { parseUrl } from '../../model/parse-url.ts';
import { VENDOR_UIDS } from '../../model/uid.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { Occurrence } from '../reasons.ts';
import type { RuleInput } from '../rule-input.ts';
import { type SenderEvidence, senderOf, uidOf } from '../senders.ts';
import { isBeforeUse } from './opaque.ts';
import { isFirstUse } from './private.ts';
import { isAtHost, vendorOf } from './recipients.ts';

/**
 * Unreadable traffic of other apps after the first use of a canary: a browser can hand an address to another app, which encrypts and
 * sends it. It voids a case if a collector or the vendor of the browser received it, and the app has a signature of the vendor or
 * of Android. If the phone did not list signatures, any other app may have one. What reached a collector of the vendor's own SDKs
 * voids, whichever app sent it: another company's app does not report to it.
 */
export function delegatedReasons(input: RuleInput): Occurrence[] {
  const { evidence } = input;
  const sent = [...unreadEvents(evidence), ...unreadExchanges(input)];
  const reasons = new Map<string, Occurrence>();
  for (const { app, host, isUnrelated } of sent) {
    const voids = isUnrelated ? isCollectorOfVendor(host, input) : isCollector(host, input);
    const code = voids ? 'delegated-unread' : 'delegated-possible';
    reasons.set(`${app}\0${host}`, { code, values: { app, host } });
  }

  return [...reasons.values()];
}

/** Whether an event is from before the first use of a canary, so that it cannot contain one. */
export function isEventBeforeUse({ at }: VisibilityEvent, { timeline, canaries }: CaseEvidence): boolean {
  const use = timeline.steps.find((step) => isFirstUse(step, canaries));

  return use !== undefined && at < use.at;
}

interface Unread {
  app: string;
  host: string;
  /** Whether the app is known to be neither the vendor's nor the keyboard. */
  isUnrelated: boolean;
}

function unreadEvents(evidence: CaseEvidence): Unread[] {
  return evidence.visibility.events.flatMap((event) => {
    const host = hostOf(event);
    const uid = uidOf(event);
    const app = otherApp({ uid }, evidence);

    return host === undefined || app === undefined || isEventBeforeUse(event, evidence)
      ? []
      : [{ app, host, isUnrelated: isUnrelated(uid, evidence) }];
  });
}

function hostOf(event: VisibilityEvent): string | undefined {
  switch (event.kind) {
    case 'tls-refused':
      return event.sni ?? 'an unnamed host';
    case 'open-request':
      return parseUrl(event.url)?.hostname ?? event.url;
    case 'not-http':
      return 'the recorder';
    case 'silent-tunnel':
      return event.host;
    default:
      return undefined;
  }
}

function unreadExchanges({ evidence, search }: RuleInput): Unread[] {
  const opaque = new Set(search.report.opaque.map(({ exchange }) => exchange));

  return evidence.exchanges.flatMap((each) => {
    const app = otherApp(each, evidence);
    const isUnread = each.aborted || (each.lost?.length ?? 0) > 0 || opaque.has(each.index);

    return app === undefined || !isUnread || isBeforeUse(each, { evidence })
      ? []
      : [{ app, host: each.host, isUnrelated: isUnrelated(each.uid, evidence) }];
  });
}

/** Traffic without a UID comes from apps without a redirect; the vendor's apps have one if signatures were read. */
function isUnrelated(uid: number | undefined, { facts }: CaseEvidence): boolean {
  return uid === undefined && facts.apps.some((app) => app.uid === VENDOR_UIDS);
}

function otherApp(sent: SenderEvidence, { facts }: CaseEvidence): string | undefined {
  const sender = senderOf(sent, facts);

  return sender.kind === 'other' ? sender.app : undefined;
}

/** Whether a host is a collector of an SDK that the vendor of the browser makes or operates itself. */
function isCollectorOfVendor(host: string, { evidence, policy }: RuleInput): boolean {
  const vendor = vendorOf(evidence.facts.release.family, policy);

  return (
    vendor !== undefined &&
    policy.sdks.some(({ hosts }) => hosts.some((row) => row.vendor === vendor && isAtHost(row, host)))
  );
}

/** Whether a host is of a known collector, or under a domain of the browser's vendor. */
function isCollector(host: string, { evidence, policy }: RuleInput): boolean {
  const vendor = vendorOf(evidence.facts.release.family, policy);
  const domain = getDomain(host);

  return (
    policy.hosts.some(
      (row) =>
        ((row.class === 'A' || row.class === 'B') && isAtHost(row, host)) ||
        (vendor !== undefined && row.vendor === vendor && domain !== null && domain === getDomain(row.host)),
    ) ||
    policy.sdks.some(
      ({ hosts, requests }) =>
        hosts.some((row) => isAtHost(row, host)) || requests.some((shape) => shape.host?.test(host) === true),
    )
  );
}
