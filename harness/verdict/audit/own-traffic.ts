import { hostsOf } from '../../detect/index.ts';
import type { Contact } from '../../model/audit.ts';
import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import { parseUrl } from '../../model/parse-url.ts';
import { namesWithoutExchange } from '../connection-names.ts';
import { isOwnTwin } from '../search.ts';
import { mayBeBrowser, senderOf } from '../senders.ts';
import { siteOf } from '../site.ts';

/** What a release sent to one recipient: a recorded exchange, or a connection of which only the name was seen. */
export interface Sent extends Contact {
  at: string;
  /** Undefined where no request was read. */
  exchange: JudgedExchange | undefined;
}

type Recorded = Pick<CaseEvidence, 'facts' | 'canaries' | 'ledger' | 'exchanges' | 'visibility' | 'identity'>;

/**
 * Everything that the browser or a helper sent, or may have sent, by recipient. Left out are the visited pages, the hosts to
 * which pages send controls, Android's own connectivity probes, and the traffic of the stand-in engine and of other apps. A host
 * name with a canary or an identifier of the phone in it differs between cases or phones, so its domain is given:
 * `*.example.com`.
 */
export function ownTrafficOf(evidence: Recorded): Sent[] {
  const sites = siteHostsOf(evidence);
  const labels = [...[...sites].map(labelOf), ...identifiersOf(evidence)];
  const sent: Sent[] = [];
  const add = (host: string, rest: Omit<Sent, 'host' | 'by'>, sender: Parameters<typeof senderOf>[0]) => {
    const by = senderOf(sender, evidence.facts);
    const name = host.toLowerCase().replace(/\.$/, '');
    if (!sites.has(name) && mayBeBrowser(by))
      sent.push({
        ...rest,
        host: recipientOf(name, labels),
        by: by.kind === 'browser' ? 'browser' : 'unknown',
      });
  };
  for (const exchange of evidence.exchanges)
    if (!isProbe(exchange)) add(exchange.via ?? exchange.host, { at: exchange.at, exchange }, exchange);
  for (const name of namesWithoutExchange(evidence))
    add(name.through ?? name.name, { at: name.at, exchange: undefined }, name);

  return sent;
}

/** The hosts that a release contacted in a case, sorted. A host that the browser certainly contacted is never `unknown`. */
export function contactsOf(evidence: Recorded): Contact[] {
  const contacts = new Map<string, Contact>();
  for (const { host, by } of ownTrafficOf(evidence))
    if (contacts.get(host)?.by !== 'browser') contacts.set(host, { host, by });

  return [...contacts.values()].toSorted((a, b) => (a.host < b.host ? -1 : 1));
}

/** Hosts of the case's own pages, of its twin's, and those that only the recorder's internet has. */
function siteHostsOf(evidence: Recorded): Set<string> {
  const twin = evidence.ledger.filter((entry) => isOwnTwin(entry, evidence)).map(({ canary }) => canary);
  const answered = evidence.exchanges.filter(({ responder }) => responder.split('/')[0] === 'site');

  return new Set([...[...evidence.canaries, ...twin].flatMap(hostsOf), ...answered.map(({ host }) => host)]);
}

/**
 * Whether it is a connectivity check of a host that is known for it. One with a query, or to any other host, can carry data and
 * counts as a contact.
 */
function isProbe({ responder, url, method, body }: JudgedExchange): boolean {
  return (
    responder.startsWith('probe/') &&
    responder !== 'probe/any' &&
    ['GET', 'HEAD'].includes(method.toUpperCase()) &&
    body.length === 0 &&
    parseUrl(url)?.search === ''
  );
}

/** The label of a generated host name that no other host has. */
function labelOf(host: string): string {
  return host.replace(/^www\./, '').split('.', 1)[0] ?? host;
}

/** Characters of the shortest identifier that is not found in a name by chance. */
const SHORTEST_IDENTIFIER = 8;

function identifiersOf({ identity }: Recorded): string[] {
  const values = identity.values.map(({ value }) => value.toLowerCase());

  return values.filter(({ length }) => length >= SHORTEST_IDENTIFIER);
}

function recipientOf(host: string, labels: readonly string[]): string {
  const site = labels.some((label) => host.includes(label)) ? siteOf(host) : undefined;

  return site === undefined ? host : `*.${site}`;
}
