import { messageOf } from '../../detect/replay.ts';
import type { HostRow, JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { Reading } from '../reading.ts';
import { type Sender, senderOf } from '../senders.ts';
import type { AskedName } from './names.ts';

/**
 * Who sent a finding. Where the phone does not tell apps apart, what was sent may: it names the app's package; it went to
 * the vendor of the browser; an SDK's own upload holds it. Where it does, a UID that nobody had may be another app's, and only
 * the package names the sender.
 */
export function senderOfFinding(
  finding: Finding,
  carrier: JudgedExchange | AskedName,
  reading: Reading,
): Sender {
  const sender = senderOf(carrier, reading.evidence.facts);
  if (sender.kind !== 'untold' && sender.kind !== 'unknown') return sender;
  const named = 'headers' in carrier ? packagesIn(carrier, finding, reading) : [];
  const own = reading.evidence.facts.release.package;
  if (named.includes(own)) return { kind: 'browser' };
  if (named[0] !== undefined) return { kind: 'other', app: named[0] };
  if (sender.kind === 'unknown') return sender;
  const isVendors = reading.policy.tables.hosts.some((row) => isVendor(row) && fits(row.host, finding.host));

  return isVendors || finding.sdk !== undefined ? { kind: 'browser' } : { kind: 'untold' };
}

/** Classes of `detect/data/hosts.yaml`: A, B and C are the vendor's own; D is anybody's. */
function isVendor(row: HostRow): boolean {
  return row.class !== 'D';
}

function fits(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** Fields by which SDKs name the app that they are part of (`$app_id` of sa-sdk-android, `app_package` of OneTrack ...). */
const PACKAGE_FIELD =
  /\\?"(?:\$app_id|app_?id|app_?package|package_?name|package|pkg)\\?"\s*:\s*\\?"([a-z]\w*(?:\.\w+)+)\\?"/gi;
/** Headers that name the sender: `OT_sender` of com.xiaomi.onetrack, and what Android's WebView adds. */
const PACKAGE_HEADERS = new Set(['ot_sender', 'x-requested-with']);

function packagesIn(exchange: JudgedExchange, finding: Finding, { evidence, policy }: Reading): string[] {
  const headers = exchange.headers.flatMap(([name, value]) =>
    PACKAGE_HEADERS.has(name.toLowerCase()) && /^[a-z]\w*(\.\w+)+$/i.test(value) ? [value] : [],
  );
  const all = [...evidence.exchanges, ...evidence.late];
  const exchangeAt = (index: number) => all.find((each) => each.index === index);
  const message = messageOf(exchange, finding, policy.budget, exchangeAt) ?? '';
  const fields = [...message.matchAll(PACKAGE_FIELD)].map((match) => match[1] ?? '');
  const own = evidence.facts.release.package;

  return message.includes(own) ? [own] : [...new Set([...headers, ...fields])];
}
