import type { Canary } from '../model/canary.ts';
import type { Exchange } from '../model/exchange.ts';
import type { BrowsingReason } from '../model/scan.ts';
import { hostsOf } from './match/search-texts.ts';
import { parseUrl } from '../model/parse-url.ts';

/** The fields of an exchange that say who received it. */
export type Received = Pick<Exchange, 'index' | 'host' | 'via' | 'byHostHeader'>;

/** The registrable domain of a host; undefined for an IP address and for a public suffix. */
export type SiteOf = (host: string) => string | undefined;

/** Says which canaries a recipient may receive because the user visited it. */
export interface Recipients {
  /**
   * A key of the recipient, by which exchanges are grouped: the host that the connection was opened for. If the request
   * names another host than the visited one, the key differs from all hosts and owns nothing.
   */
  keyOf(exchange: Exchange): string;
  /** The canaries whose own host a recipient is. Such a recipient is not searched for them. */
  ownedBy(key: string): ReadonlySet<number>;
  /**
   * Whether a canary in one part of an exchange went to an allowed host, or why it is browsing; undefined for a canary that
   * may be a finding.
   */
  excuseOf(
    canary: number,
    received: Received & { key: string },
    part: string,
  ): 'allowed' | BrowsingReason | undefined;
}

/**
 * The parts that a browser fills with the address of a page when it loads the page, its files or a redirect. A canary in
 * any other part was put there by the page or the browser's own code.
 */
const PARTS_OF_LOADING = new Set([
  'request.url',
  ...['host', ':authority', ':path', 'referer', 'origin'].map((name) => `request.header:${name}`),
  'sni',
  'dns',
]);

const NONE: ReadonlySet<number> = new Set();
const WWW = /^www\./;

/**
 * @param siteOf without it, only a canary's own host is its site
 */
export function createRecipients(canaries: readonly Canary[], siteOf: SiteOf = () => undefined): Recipients {
  const hosts = canaries.map((canary) => new Set(hostsOf(canary)));
  const sites = hosts.map((own) => new Set([...own].flatMap((host) => siteOf(host) ?? [])));
  const owned = new Map<string, Set<number>>();
  for (const [canary, own] of hosts.entries())
    for (const host of own) owned.set(host, (owned.get(host) ?? new Set()).add(canary));
  const ownedBy = (key: string) => owned.get(key) ?? NONE;
  const isSite = (canary: number, host: string) => {
    const site = siteOf(host);

    return hosts[canary]?.has(host) || (site !== undefined && sites[canary]?.has(site) === true);
  };

  const mayReceive = (canary: number, host: string) =>
    isSite(canary, host) || isAllowed(canaries[canary], host);
  const trusting = new Map<string, readonly number[]>();
  /** The canaries that a host may receive, at least in part. */
  const canariesTrusting = (host: string) => {
    const known = trusting.get(host) ?? [...canaries.keys()].filter((canary) => mayReceive(canary, host));
    trusting.set(host, known);

    return known;
  };

  return {
    keyOf(exchange) {
      const connected = exchange.via ?? exchange.host;
      const concerned = canariesTrusting(connected);
      const word = concerned.length === 0 || exchange.byHostHeader ? undefined : hostInRequest(exchange);
      if (word === undefined || word === connected) return connected;
      const site = siteOf(word);
      const isSame =
        (site !== undefined && site === siteOf(connected)) ||
        concerned.every((canary) => mayReceive(canary, word));

      return isSame ? connected : `${connected}, requested as ${word}`;
    },
    ownedBy,
    excuseOf(canary, { host, via, byHostHeader, key }, part) {
      const isLoading = PARTS_OF_LOADING.has(part);
      const connected = via ?? host;
      if (byHostHeader && isLoading && mayReceive(canary, host)) return 'host-header';
      if (key !== connected)
        return isLoading && mayReceive(canary, connected) ? 'other-host-header' : undefined;
      if (isAllowed(canaries[canary], connected)) return 'allowed';
      if (!isSite(canary, connected)) return undefined;
      const isOtherSpelling =
        hosts[canary]?.has(connected.replace(WWW, '')) || hosts[canary]?.has(`www.${connected}`);

      return isLoading || isOtherSpelling ? 'same-site' : undefined;
    },
  };
}

/** `allowedHosts` contains hosts and suffixes written `*.example.com`. */
function isAllowed(canary: Canary | undefined, host: string): boolean {
  return (canary?.allowedHosts ?? []).some((allowed) =>
    allowed.startsWith('*.') ? host.endsWith(allowed.slice(1).toLowerCase()) : host === allowed.toLowerCase(),
  );
}

/** The host that a request names: in its URL if the connection was opened for another host, otherwise in its headers. */
function hostInRequest({ url, via, headers }: Exchange): string | undefined {
  const named = via === undefined ? undefined : nameIn(url);
  const header = headers.find(([name]) => /^(?::authority|host)$/i.test(name))?.[1];

  return named ?? (header === undefined ? undefined : nameIn(`http://${header}/`));
}

/** The host name in a URL; undefined for an IP address. */
function nameIn(url: string): string | undefined {
  const host = parseUrl(url)?.hostname.toLowerCase().replace(/\.$/, '') ?? '';

  return host === '' || host.startsWith('[') || /^[\d.]+$/.test(host) ? undefined : host;
}
