import type { JudgedExchange } from '../../model/evidence.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';
import { isOfBrowser, senderOf } from '../senders.ts';
import { isIpLiteral } from '../ip-literal.ts';
import { pathOf } from './traffic.ts';

/** To whom things went in ways that hide something: names asked for over HTTPS, addresses without names, code to run. */
export function targetReasons({ evidence, foreign }: Reading): Occurrence[] {
  const { facts, visibility } = evidence;
  const { rooted, simulated } = facts.handset;
  // On a phone, netd asks for all apps; the simulated handset charges a lookup to whoever asked, so that it is counted.
  const reasons: Occurrence[] = rooted && simulated ? [] : [{ code: 'dns-unseen', values: {} }];
  for (const exchange of foreign) {
    const { host } = exchange;
    if (asksForNames(exchange)) reasons.push({ code: 'dns-over-https', values: { host } });
    const path = pathOf(exchange.url);
    if (CODE.test(path)) reasons.push({ code: 'code-fetched', values: { host, path } });
  }
  const literal = [...new Set(foreign.map(({ host, via = host }) => via).filter(isIpLiteral))].sort();
  if (literal.length > 0) reasons.push({ code: 'ip-literal-target', values: { hosts: literal.join(', ') } });
  const nameless = visibility.events.filter(
    (event) =>
      event.kind === 'tls-accepted' && event.sni === null && isOfBrowser(senderOf({ uid: event.uid }, facts)),
  ).length;
  if (nameless > 0) reasons.push({ code: 'no-server-name', values: { connections: nameless } });

  return reasons;
}

/** What DexClassLoader and System.load take. */
const CODE = /\.(?:dex|apk|apks|jar|aar|so|zip\.so)$/i;

/** RFC 8484: a path that most resolvers share, and a media type that is its own. */
export function asksForNames({ url, headers, answer }: JudgedExchange): boolean {
  const types = headers
    .filter(([name]) => /^(?:content-type|accept)$/i.test(name))
    .map(([, value]) => value.toLowerCase());

  return (
    pathOf(url).endsWith('/dns-query') ||
    [...types, answer?.mimeType ?? ''].some((type) => /application\/dns-(?:message|json)/.test(type))
  );
}
