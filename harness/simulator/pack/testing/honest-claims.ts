import {
  asksOverHttps,
  type Claim,
  hidesUrl,
  recovers,
  type ScenarioTraffic,
  type SentRequest,
  sendsOpaque,
  textOf,
  VISITED_HOST,
} from './claims.ts';

/** At least so many requests have a URL that begins with `start`, and no request names the visited host. */
const tellsNothing =
  (start: string, times = 1): Claim =>
  (traffic) =>
    requestsFrom(traffic, start).length >= times && hidesUrl(traffic);

/** The collector of a browser gets at least so many requests that meet `holds`, and no request names the visited host. */
const sendsSteadily =
  (name: string, times: number, holds: (sent: readonly SentRequest[]) => boolean): Claim =>
  (traffic) =>
    hidesUrl(traffic) && recovers(name, (sent) => sent.length >= times && holds(sent), true)(traffic);

/** Asks Safe Browsing for updates of its lists, and for the hash prefix of the visited host. */
const asksSafeBrowsing: Claim = (traffic) =>
  tellsNothing('https://safebrowsing.googleapis.com/v4/threatListUpdates:fetch?$req=')(traffic) &&
  tellsNothing('https://safebrowsing.googleapis.com/v4/fullHashes:find?$req=')(traffic) &&
  // The first four bytes of the SHA-256 of `abcdefghijkl.example/`, in a field of protobuf.
  requestsFrom(traffic, 'https://safebrowsing.googleapis.com/v4/fullHashes:find').some(({ url }) =>
    Buffer.from(new URL(url).searchParams.get('$req') ?? '', 'base64url')
      .toString('hex')
      .includes('1a060a04b5d02761'),
  );

/** What leaves the handset with each honest browser. */
export const honestClaims: Record<string, Claim> = {
  'direct-honest': tellsNothing('https://direct.collector.example/v1', 2),
  suggestions: tellsNothing('https://www.google.com/complete/search?', 2),
  favicons: ({ requests }) =>
    requests.some(({ url }) => url === `https://${VISITED_HOST}/favicon.ico`) &&
    requests.every(
      (each) => new URL(each.url).hostname === VISITED_HOST || !textOf(each).includes('abcdefghijkl'),
    ),
  'safe-browsing': asksSafeBrowsing,
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
  'steady-random-ids': sendsSteadily(
    'steady-random-ids',
    3,
    (sent) =>
      ['id', 'client_event_id', 'dedupe_key', 'snowflake'].every((field) =>
        isNewEachTime(values(sent, field)),
      ) &&
      isNewEachTime(sent.map(({ header }) => header('traceparent'))) &&
      isNewEachTime(sent.map(({ url }) => url.pathname)),
  ),
  'steady-counters': sendsSteadily(
    'steady-counters',
    4,
    (sent) =>
      values(sent, 'sequence').every((sequence, at) => sequence === at + 1) &&
      ['bytes_up', 'bytes_down', 'packets'].every((field) => isRising(values(sent, field))),
  ),
  'steady-times': sendsSteadily('steady-times', 3, (sent) =>
    sent.every(({ url, json }) => {
      const { ms, iso, base36, waited_ms: waited } = json();

      return (
        url.search === `?t=${String(ms)}` &&
        Date.parse(String(iso)) === ms &&
        Number.parseInt(String(base36), 36) === ms &&
        Number(waited) >= 0
      );
    }),
  ),
  'steady-rotating-keys': (traffic) =>
    sendsOpaque('steady-rotating-keys.collector.example', 3)(traffic) &&
    sendsSteadily(
      'steady-rotating-keys',
      3,
      (sent) =>
        isNewEachTime(sent.map(({ body }) => body.toString('hex'))) &&
        isNewEachTime(sent.map(({ header }) => header('x-nonce'))) &&
        sent.every(({ url }) => /^\?kid=[0-9a-f]{8}&v=\d{1,3}$/.test(url.search)),
    )(traffic),
  'steady-battery': sendsSteadily(
    'steady-battery',
    4,
    (sent) =>
      isRising(
        values(sent, 'battery').map((level) => -Number(level)),
        0,
      ) && values(sent, 'temperature').every((tenths) => Math.abs(Number(tenths) - 312) <= 4 * sent.length),
  ),
  'steady-load-times': sendsSteadily(
    'steady-load-times',
    3,
    (sent) =>
      sent.every(({ json }) => json()['resources'] === 12 && json()['bytes'] === 48_213) &&
      isNewEachTime(sent.map(({ body }) => body.toString())),
  ),
  'steady-ab-buckets': sendsSteadily('steady-ab-buckets', 5, (sent) => {
    const reports = sent.filter(({ url }) => !url.pathname.endsWith('/config'));

    return (
      reports.length < sent.length &&
      ['bucket', 'flags', 'arms'].every((field) => new Set(values(reports, field)).size === 1)
    );
  }),
  'steady-retry': sendsSteadily('steady-retry', 2, (sent) => {
    const events = sent.flatMap(({ json }) => json()['batch'] as { id: string; at: number; tries: number }[]);
    const first = new Map(events.toReversed().map((event) => [event.id, event]));

    return (
      sent.every(({ json }) => json()['size'] === (json()['batch'] as unknown[]).length) &&
      events.every(({ id, at, tries }) => at === first.get(id)?.at && tries < 5) &&
      isNewEachTime(events.map(({ id, tries }) => `${id} ${tries}`))
    );
  }),
  'steady-feed-news': sendsSteadily('steady-feed-news', 4, (sent) => {
    const feeds = sent.filter(({ url }) => url.hostname.startsWith('feed.'));
    const images = sent.filter((each) => !feeds.includes(each));

    return (
      feeds.length >= 2 &&
      isNewEachTime(feeds.map(({ url }) => url.searchParams.get('cursor'))) &&
      images.length >= 2 &&
      images.every(({ url }) => /^\/48\d{4}\/\d{3,4}\.webp$/.test(url.pathname))
    );
  }),
  'steady-safe-browsing-list': (traffic) =>
    asksSafeBrowsing(traffic) &&
    sendsSteadily(
      'steady-safe-browsing-list',
      3,
      (sent) => isNewEachTime(values(sent, 'id')) && isRising(values(sent, 'checks')),
    )(traffic),
};

/** The values of a field of JSON, in the order of sending. */
function values(sent: readonly SentRequest[], field: string): unknown[] {
  return sent.map(({ json }) => json()[field]);
}

function isNewEachTime(list: readonly unknown[]): boolean {
  return new Set(list).size === list.length;
}

/** Whether each number is larger than the one before, by at least `least`. */
function isRising(list: readonly unknown[], least = 1): boolean {
  return list.every((value, at) => at === 0 || Number(value) - Number(list[at - 1]) >= least);
}

function requestsFrom({ requests }: ScenarioTraffic, start: string): ScenarioTraffic['requests'] {
  return requests.filter(({ url }) => url.startsWith(start));
}
