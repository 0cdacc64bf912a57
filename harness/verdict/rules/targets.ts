import type { JudgedExchange } from '../../model/evidence.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { mayBeBrowser, senderOf } from '../senders.ts';
import { isIpLiteral } from '../ip-literal.ts';
import { pathOf } from './traffic.ts';

/** Recipients that hide something: DNS over HTTPS, IP addresses without names, downloaded code. */
export function targetReasons({ evidence, browserTraffic }: RuleInput): Occurrence[] {
  const { facts, visibility } = evidence;
  const { rooted, simulated } = facts.handset;
  // On a phone, netd looks names up for all apps; the simulated handset attributes a lookup to the
  // app, so the counter sees it.
  const reasons: Occurrence[] = rooted && simulated ? [] : [{ code: 'dns-unseen', values: {} }];
  for (const exchange of browserTraffic) {
    const { host } = exchange;
    if (asksForNames(exchange)) reasons.push({ code: 'dns-over-https', values: { host } });
    const path = pathOf(exchange.url);
    if (CODE.test(path)) reasons.push({ code: 'code-fetched', values: { host, path } });
  }
  const literal = [...new Set(browserTraffic.map(({ host, via = host }) => via).filter(isIpLiteral))].sort();
  if (literal.length > 0) reasons.push({ code: 'ip-literal-target', values: { hosts: literal.join(', ') } });
  const nameless = visibility.events.filter(
    (event) =>
      event.kind === 'tls-accepted' &&
      event.sni === null &&
      mayBeBrowser(senderOf({ uid: event.uid }, facts)),
  ).length;
  if (nameless > 0) reasons.push({ code: 'no-server-name', values: { connections: nameless } });

  return reasons;
}

/** Files that DexClassLoader and System.load take. */
const CODE = /\.(?:dex|apk|apks|jar|aar|so|zip\.so)$/i;

/** RFC 8484: the usual path of resolvers, or a media type of its own. */
export function asksForNames({ url, headers, answer }: JudgedExchange): boolean {
  const types = headers
    .filter(([name]) => /^(?:content-type|accept)$/i.test(name))
    .map(([, value]) => value.toLowerCase());

  return (
    pathOf(url).endsWith('/dns-query') ||
    [...types, answer?.mimeType ?? ''].some((type) => /application\/dns-(?:message|json)/.test(type))
  );
}
