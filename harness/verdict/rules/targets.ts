import type { JudgedExchange } from '../../model/evidence.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { mayBeBrowser, senderOf } from '../senders.ts';
import { isIpLiteral } from '../ip-literal.ts';
import { pathOf } from './traffic.ts';

/**
 * Reasons about recipients and connections. DNS and downloaded code limit what `clean` claims; IP addresses and TLS without a
 * server name are only noted.
 */
export function targetReasons({ evidence, browserTraffic }: RuleInput): Occurrence[] {
  const { facts, visibility } = evidence;
  const { rooted, simulated } = facts.handset;
  // On a phone, netd looks names up for all apps. The simulated handset attributes a lookup to the app, so the packet
  // counter of the app includes it.
  const reasons: Occurrence[] = rooted && simulated ? [] : [{ code: 'dns-unseen', values: {} }];
  for (const exchange of browserTraffic) {
    const { host } = exchange;
    if (isDnsQuery(exchange)) reasons.push({ code: 'dns-over-https', values: { host } });
    const path = pathOf(exchange.url);
    if (CODE_FILE.test(path)) reasons.push({ code: 'code-fetched', values: { host, path } });
  }
  const addresses = [
    ...new Set(browserTraffic.map(({ host, via = host }) => via).filter(isIpLiteral)),
  ].sort();
  if (addresses.length > 0)
    reasons.push({ code: 'ip-literal-target', values: { hosts: addresses.join(', ') } });
  const namelessCount = visibility.events.filter(
    (event) =>
      event.kind === 'tls-accepted' &&
      event.sni === null &&
      mayBeBrowser(senderOf({ uid: event.uid }, facts)),
  ).length;
  if (namelessCount > 0) reasons.push({ code: 'no-server-name', values: { connections: namelessCount } });

  return reasons;
}

/** Files that DexClassLoader and System.load take. */
const CODE_FILE = /\.(?:dex|apk|apks|jar|aar|so|zip\.so)$/i;

/** Whether an exchange is a DNS query over HTTPS (RFC 8484): by the usual path of resolvers, or by a media type for DNS. */
export function isDnsQuery({ url, headers, answer }: JudgedExchange): boolean {
  const types = headers
    .filter(([name]) => /^(?:content-type|accept)$/i.test(name))
    .map(([, value]) => value.toLowerCase());

  return (
    pathOf(url).endsWith('/dns-query') ||
    [...types, answer?.mimeType ?? ''].some((type) => /application\/dns-(?:message|json)/.test(type))
  );
}
