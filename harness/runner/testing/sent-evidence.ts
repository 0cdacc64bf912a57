import { isIP } from 'node:net';
import type { CaseFacts } from '../../model/case.ts';
import type { DirectPort } from '../../model/direct-port.ts';
import type { HarEntry } from '../../model/har.ts';
import { UNKNOWN_UID, VENDOR_UIDS } from '../../model/uid.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import {
  entryOf,
  ISOLATED_UID,
  type RefusedPackets,
  type SentItem,
} from '../../simulator/testing/tried-browser.ts';

/** What a recorder on a rooted handset would have recorded of what a script sent. */
export interface RecordedItems {
  entries: HarEntry[];
  events: VisibilityEvent[];
}

/**
 * Splits what a script sent into what a recorder reads (HTTP through the proxy or redirected, from apps with a redirect of their
 * own) and what it only notices: DNS questions, pinned TLS, and bytes that are not HTTP.
 */
export function recordedItems(
  items: readonly SentItem[],
  apps: CaseFacts['apps'],
  vendorUids: readonly number[],
): RecordedItems {
  const entries: HarEntry[] = [];
  const events: VisibilityEvent[] = [];
  for (const item of items) {
    const uid = recordedUid(item.uid, apps, vendorUids);
    const event = unreadEvent(item, uid);
    if (event !== undefined) {
      events.push(event);
      continue;
    }
    // Only watched and unknown apps are redirected.
    if (item.kind === 'lookup' || (item.direct && (uid === undefined || uid === VENDOR_UIDS))) continue;
    entries.push(recordedEntry(item, uid));
    const at = new Date(item.at).toISOString();
    const name = item.host;
    const sender = senderFields(uid);
    if (/^(?:https|wss):/.test(item.url))
      events.push(
        { kind: 'server-name', at, name, by: item.direct ? 'sni' : 'connect', ...sender },
        { kind: 'tls-accepted', at, sni: isIP(name) === 0 ? name : null, ja4: 'native', ...sender },
      );
  }

  return { entries, events };
}

/** Packets that the handset refused, as a run reads them from the counts of its rules. */
export function refusedOf(
  refused: readonly RefusedPackets[],
  apps: CaseFacts['apps'],
): Extract<TimelineStep, { kind: 'direct-traffic' }>['refused'] {
  return refused.flatMap(({ uid: sender, port, ...packets }) => {
    const uid = recordedUid(sender, apps, []);
    const counted = packets.protocol === 'udp' && (port === 443 || port === 53);

    return uid === undefined ? [] : [{ ...packets, uid, port: counted ? port : null }];
  });
}

/** The UID as a recorder attributes it: only apps with a redirect of their own, or that of the vendor's apps, have one. */
function recordedUid(
  uid: number,
  apps: CaseFacts['apps'],
  vendorUids: readonly number[],
): number | undefined {
  if (uid === ISOLATED_UID) return UNKNOWN_UID;
  if (apps.some((app) => app.uid === uid)) return uid;

  return vendorUids.includes(uid) ? VENDOR_UIDS : undefined;
}

function recordedEntry(item: SentItem, uid: number | undefined): HarEntry {
  const entry = entryOf(item);
  const { uid: _, ...marks } = entry._leakgate ?? { responder: '', http: item.http };

  return {
    ...entry,
    _leakgate: {
      ...marks,
      ...(uid !== undefined && { uid }),
      ...(item.direct && { redirected: directPortOf(item) }),
    },
  };
}

function directPortOf(item: SentItem): DirectPort {
  const port = portOf(item);

  return port === 443 || port === 80 ? port : 'other';
}

function unreadEvent(item: SentItem, uid: number | undefined): VisibilityEvent | undefined {
  const at = new Date(item.at).toISOString();
  if (item.kind === 'lookup') {
    // netd sends lookups for apps; the counters of the simulated handset charge them to the app. Others are not counted.
    if (uid === undefined) return undefined;

    return {
      kind: 'around-recorder',
      at,
      uid,
      family: 'ipv4',
      protocol: 'udp',
      port: portOf(item),
      packets: 2,
      bytes: item.body.length + 56,
      by: 'iptables',
    };
  }
  if (item.pinned)
    return {
      kind: 'tls-refused',
      at,
      sni: item.host,
      cause: 'unknown_ca',
      ja4: 'native',
      ...senderFields(uid),
    };
  if (item.kind !== 'tcp') return undefined;

  return {
    kind: 'not-http',
    at,
    detail: `${item.body.length} bytes to ${item.host}`,
    ...(uid !== undefined && { uid }),
  };
}

function senderFields(uid: number | undefined): { attribution: 'uid' | 'unknown'; uid?: number } {
  return uid === undefined ? { attribution: 'unknown' } : { attribution: 'uid', uid };
}

function portOf({ url }: SentItem): number {
  const { port, protocol } = new URL(url.includes('://') ? url : `udp://${url}`);

  return Number(port || (protocol === 'http:' || protocol === 'ws:' ? 80 : 443));
}
