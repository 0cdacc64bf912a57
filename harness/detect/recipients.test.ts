import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Canary } from '../model/canary.ts';
import type { Exchange } from '../model/exchange.ts';
import { createDetector, DEFAULT_BUDGET } from './detector.ts';
import { exchangeOf } from './testing/exchange.ts';

const OWN = 'www.k3x9m2q7w4tz.example';
const OTHER = 'front.collector.test';
const ADDRESS = '203.0.113.9';
const PATH = '/p8v1n5r6y0ab/garden?q=h7j2d9f4g6sl';
const VISIT = `https://${OWN}${PATH}`;
const canaries: Canary[] = [
  { id: 'visit', kind: 'url', value: VISIT },
  { id: 'hosted', kind: 'url', value: 'https://b6n1v8c3x5zq.pages.test/' },
  { id: 'search', kind: 'search', value: 'lantern h3j5k7l9z2xc', allowedHosts: ['search.test'] },
];

/** The last two labels; three below `pages.test`, a suffix whose sites belong to different people. */
function siteOf(host: string): string | undefined {
  if (/^[\d.]+$/.test(host)) return undefined;
  const labels = host.split('.');

  return labels.slice(host.endsWith('.pages.test') ? -3 : -2).join('.');
}

function scan(...exchanges: Exchange[]) {
  const detector = createDetector(canaries, [], DEFAULT_BUDGET, { siteOf });
  for (const exchange of exchanges) detector.push(exchange);

  return detector.end();
}

/** Each place of a request, with the visit in it. `isLoading`: browsers fill the place when they load a page. */
const places: [part: string, isLoading: boolean, place: (url: string) => Partial<Exchange>][] = [
  ['request.url', true, (url) => ({ url: `${url}${PATH}` })],
  ['request.header:referer', true, (url) => ({ url, headers: [['Referer', VISIT]] })],
  ['request.header:origin', true, (url) => ({ url, headers: [['Origin', `https://${OWN}`]] })],
  ['request.header:host', true, (url) => ({ url, headers: [['Host', OWN]] })],
  ['request.header::path', true, (url) => ({ url, headers: [[':path', PATH]] })],
  ['request.header:cookie', false, (url) => ({ url, headers: [['Cookie', `last=${VISIT}`]] })],
  ['request.header:x-page', false, (url) => ({ url, headers: [['X-Page', VISIT]] })],
  ['request.body', false, (url) => ({ url, body: Buffer.from(JSON.stringify({ page: VISIT })) })],
  [
    'request.body',
    false,
    (url) => ({
      url,
      body: Buffer.from(createHash('sha256').update(`saltsalt${VISIT}`).digest('hex')),
      headers: [['X-Id', 'saltsalt']],
    }),
  ],
  ['websocket[0]', false, (url) => ({ url, messages: [{ index: 0, data: Buffer.from(VISIT) }] })],
];

interface Relation {
  what: string;
  url: string;
  received: Partial<Exchange>;
  /** What a canary is in a place that browsers fill, and in any other place. */
  loading: 'nothing' | 'finding' | 'same-site' | 'host-header' | 'other-host-header';
  elsewhere: 'nothing' | 'finding' | 'same-site';
}

const relations: Relation[] = [
  { what: 'the own host', url: `https://${OWN}`, received: {}, loading: 'nothing', elsewhere: 'nothing' },
  {
    what: 'the own host, by tunnel and URL address',
    url: `https://${ADDRESS}`,
    received: { host: OWN, via: OWN },
    loading: 'nothing',
    elsewhere: 'nothing',
  },
  {
    what: 'the domain without www',
    url: 'https://k3x9m2q7w4tz.example',
    received: {},
    loading: 'same-site',
    elsewhere: 'same-site',
  },
  {
    what: 'another host of the site',
    url: 'https://m.k3x9m2q7w4tz.example',
    received: {},
    loading: 'same-site',
    elsewhere: 'finding',
  },
  {
    what: 'another host of the site, by tunnel',
    url: `https://${ADDRESS}`,
    received: { host: 'm.k3x9m2q7w4tz.example', via: 'm.k3x9m2q7w4tz.example' },
    loading: 'same-site',
    elsewhere: 'finding',
  },
  {
    what: 'another host of the site, with another host in the URL',
    url: `https://${OTHER}`,
    received: { host: 'm.k3x9m2q7w4tz.example', via: 'm.k3x9m2q7w4tz.example' },
    loading: 'other-host-header',
    elsewhere: 'finding',
  },
  { what: 'another site', url: `https://${OTHER}`, received: {}, loading: 'finding', elsewhere: 'finding' },
  {
    what: 'a domain that ends in the same letters',
    url: 'https://xk3x9m2q7w4tz.example.test',
    received: {},
    loading: 'finding',
    elsewhere: 'finding',
  },
  {
    what: 'another site, with the own host in the URL',
    url: `https://${OWN}`,
    received: { host: OTHER, via: OTHER },
    loading: 'finding',
    elsewhere: 'finding',
  },
  {
    what: 'an address that was tunnelled to, with the own host in the URL',
    url: `https://${OWN}`,
    received: { host: OWN, via: ADDRESS },
    loading: 'finding',
    elsewhere: 'finding',
  },
  {
    what: 'an address whose Host header names the own host',
    url: `https://${ADDRESS}`,
    received: { host: OWN, via: ADDRESS, byHostHeader: true },
    loading: 'host-header',
    elsewhere: 'finding',
  },
  {
    what: 'an address whose Host header names the own site',
    url: `https://${ADDRESS}`,
    received: { host: 'm.k3x9m2q7w4tz.example', via: ADDRESS, byHostHeader: true },
    loading: 'host-header',
    elsewhere: 'finding',
  },
  {
    what: 'an address whose Host header names another site',
    url: `https://${ADDRESS}`,
    received: { host: OTHER, via: ADDRESS, byHostHeader: true },
    loading: 'finding',
    elsewhere: 'finding',
  },
  {
    what: 'the own host, with another host in the URL',
    url: `https://${OTHER}`,
    received: { host: OWN, via: OWN },
    loading: 'other-host-header',
    elsewhere: 'finding',
  },
];

describe('recipients', () => {
  for (const { what, url, received, loading, elsewhere } of relations)
    it(`reports ${loading} for the places that browsers fill, elsewhere ${elsewhere}: ${what}`, () => {
      for (const [part, isLoading, place] of places) {
        const exchange = exchangeOf({ ...place(url), host: new URL(url).hostname, ...received });
        const { findings, browsing = [] } = scan(exchange);
        const inPart = [
          ...findings.filter((each) => each.part === part).map(() => 'finding'),
          ...browsing.filter((each) => each.part === part).map(({ why }) => why),
        ];
        const expected = isLoading ? loading : elsewhere;
        assert.deepEqual(
          [...new Set(inPart)],
          expected === 'nothing' ? [] : [expected],
          `${part}: ${JSON.stringify({ findings, browsing })}`,
        );
        for (const each of [...findings, ...browsing]) assert.equal(each.host, exchange.host);
      }
    });

  it('reports the address for a recipient that only a Host header names', () => {
    const { findings } = scan(
      exchangeOf({
        url: `https://${ADDRESS}/c`,
        host: OTHER,
        via: ADDRESS,
        byHostHeader: true,
        body: Buffer.from(VISIT),
      }),
    );
    assert.deepEqual(
      findings.map(({ host, address }) => [host, address]),
      [[OTHER, ADDRESS]],
    );
  });

  it('honours suffixes whose sites belong to different people', () => {
    const neighbour = 'https://a1.pages.test/';
    const { findings } = scan(
      exchangeOf({ url: neighbour, headers: [['Referer', 'https://b6n1v8c3x5zq.pages.test/']] }),
    );
    assert.deepEqual(
      findings.map(({ canary }) => canary),
      ['hosted'],
    );
  });

  it('allows an allowed host that only a Host header names in the places that browsers fill alone', () => {
    const received = { host: 'search.test', via: ADDRESS, byHostHeader: true } as const;
    const inUrl = scan(exchangeOf({ url: `https://${ADDRESS}/?q=lantern+h3j5k7l9z2xc`, ...received }));
    assert.deepEqual([inUrl.findings, inUrl.allowed, inUrl.browsing?.[0]?.why], [[], [], 'host-header']);
    const inBody = scan(
      exchangeOf({ url: `https://${ADDRESS}/`, body: Buffer.from('lantern h3j5k7l9z2xc'), ...received }),
    );
    assert.equal(inBody.findings.length, 1);
  });

  it('allows an allowed host that is requested as another host in the places that browsers fill alone', () => {
    const received = { host: 'search.test', via: 'search.test' };
    const search = 'lantern h3j5k7l9z2xc';
    const named = scan(exchangeOf({ url: 'https://search.test/', ...received, body: Buffer.from(search) }));
    assert.deepEqual([named.findings.length, named.allowed.length], [0, 1]);
    const inBody = scan(exchangeOf({ url: `https://${OTHER}/`, ...received, body: Buffer.from(search) }));
    assert.deepEqual([inBody.findings.length, inBody.allowed.length], [1, 0]);
    const inUrl = scan(exchangeOf({ url: `https://${OTHER}/?q=${search.replace(' ', '+')}`, ...received }));
    assert.deepEqual([inUrl.findings.length, inUrl.browsing?.[0]?.why], [0, 'other-host-header']);
  });

  it('joins the pieces that an address receives under the own name', () => {
    const received = { url: `https://${ADDRESS}/`, host: OWN, via: ADDRESS, byHostHeader: true } as const;
    const pieces = ['p8v1n5', 'r6y0ab'].map((d, index) =>
      exchangeOf({ index, body: Buffer.from(JSON.stringify({ d })), ...received }),
    );
    assert.deepEqual(
      scan(...pieces).findings.map(({ host, address, part }) => [host, address, part]),
      [[OWN, ADDRESS, 'request.body']],
    );
  });

  it('knows only own hosts without a list of sites', () => {
    const detector = createDetector(canaries, [], DEFAULT_BUDGET);
    detector.push(exchangeOf({ url: `https://m.k3x9m2q7w4tz.example${PATH}` }));
    assert.equal(detector.end().findings.length, 1);
  });

  it('takes a connection to another host of the site for browsing', () => {
    const detector = createDetector(canaries, [], DEFAULT_BUDGET, { siteOf });
    detector.pushName({ kind: 'sni', name: 'm.k3x9m2q7w4tz.example', index: 0 });
    detector.pushName({ kind: 'sni', name: OWN, through: OTHER, index: 1 });
    const { findings, browsing } = detector.end();
    assert.deepEqual(
      [findings.map(({ exchange }) => exchange), browsing?.map(({ why }) => why)],
      [[1], ['same-site']],
    );
  });
});
