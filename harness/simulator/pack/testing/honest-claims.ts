import { asksOverHttps, type Claim, hidesUrl, type ScenarioTraffic, textOf, VISITED_HOST } from './claims.ts';

/** At least so many requests have a URL that begins with `start`, and no request names the visited host. */
const tellsNothing =
  (start: string, times = 1): Claim =>
  (traffic) =>
    requestsFrom(traffic, start).length >= times && hidesUrl(traffic);

/** What leaves the handset with each honest browser. */
export const honestClaims: Record<string, Claim> = {
  suggestions: tellsNothing('https://www.google.com/complete/search?', 2),
  favicons: ({ requests }) =>
    requests.some(({ url }) => url === `https://${VISITED_HOST}/favicon.ico`) &&
    requests.every(
      (each) => new URL(each.url).hostname === VISITED_HOST || !textOf(each).includes('abcdefghijkl'),
    ),
  'safe-browsing': (traffic) =>
    tellsNothing('https://safebrowsing.googleapis.com/v4/threatListUpdates:fetch?$req=')(traffic) &&
    tellsNothing('https://safebrowsing.googleapis.com/v4/fullHashes:find?$req=')(traffic) &&
    // The first four bytes of the SHA-256 of `abcdefghijkl.example/`, in a field of protobuf.
    requestsFrom(traffic, 'https://safebrowsing.googleapis.com/v4/fullHashes:find').some(({ url }) =>
      Buffer.from(new URL(url).searchParams.get('$req') ?? '', 'base64url')
        .toString('hex')
        .includes('1a060a04b5d02761'),
    ),
  counts: tellsNothing('https://counts.collector.example/v1', 3),
  'crash-reports': tellsNothing('https://crashes.collector.example/v1/reports', 3),
  feeds: tellsNothing('https://news.collector.example/v2/feed?', 3),
  'random-ids': tellsNothing('https://events.collector.example/v1', 3),
  'batch-traces': tellsNothing('https://traces.collector.example/v1/traces', 3),
  'public-resolver': asksOverHttps('https://dns.google/dns-query', VISITED_HOST),
  'update-check': tellsNothing('https://update.collector.example/service/update2/json', 3),
  'top-sites': (traffic) =>
    tellsNothing('https://www.gstatic.com/chrome/ntp/')(traffic) &&
    tellsNothing('https://t0.gstatic.com/faviconV2?', 2)(traffic),
  connectivity: (traffic) =>
    tellsNothing('http://connectivitycheck.gstatic.com/generate_204', 2)(traffic) &&
    tellsNothing('https://www.gstatic.com/generate_204', 2)(traffic),
};

function requestsFrom({ requests }: ScenarioTraffic, start: string): ScenarioTraffic['requests'] {
  return requests.filter(({ url }) => url.startsWith(start));
}
