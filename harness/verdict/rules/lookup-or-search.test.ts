import assert from 'node:assert/strict';
import type { Canary } from '../../model/canary.ts';
import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import type { HostRow } from '../../model/tables.ts';
import { decide } from '../decide.ts';
import { withExchange } from '../testing/changes.ts';
import { cleanEvidence, exchange, policy, upload, VISIT } from '../testing/evidence.ts';

const row = (host: string, kind: HostRow['class'], role: string): HostRow => ({
  host,
  class: kind,
  ...(kind === 'D' ? {} : { vendor: 'Xiaomi' }),
  role,
  decodable: 'yes',
  confidence: 'H',
  source: 'x',
});
const hosts = [
  row('m.baidu.com', 'D', 'search engine'),
  row('*.search.yahoo.com', 'D', 'search engine'),
  row('*.miui.com', 'B', 'unknown'),
];
const codesFor = (evidence: CaseEvidence) =>
  decide(evidence, { ...policy, hosts }).reasons.map(({ code }) => code);

/** A DNS question (RFC 1035). */
function dnsQuestion(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));

  return Buffer.concat([
    Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    ...labels,
    Buffer.from([0, 0, 1, 0, 1]),
  ]);
}

describe('a DNS lookup over HTTPS', () => {
  const { hostname } = new URL(VISIT);
  const headers: [string, string][] = [['Content-Type', 'application/dns-message']];
  const lookup = (host: string, given: Partial<JudgedExchange>) =>
    exchange({ url: `https://${host}/dns-query`, responder: 'unknown', headers, ...given });
  const rows: [what: string, exchange: JudgedExchange, code: string][] = [
    ['to a resolver', lookup('dns.test', { body: dnsQuestion(hostname) }), 'suspect-lookup'],
    [
      'to a resolver, in the URL',
      lookup('dns.test', {
        method: 'GET',
        headers: [['Accept', 'application/dns-message']],
        url: `https://dns.test/dns-query?dns=${dnsQuestion(hostname).toString('base64url')}`,
      }),
      'suspect-lookup',
    ],
    ["to the vendor's resolver", lookup('dns.api.miui.com', { body: dnsQuestion(hostname) }), 'history-leak'],
    ['with the whole address', lookup('dns.test', { body: Buffer.from(VISIT) }), 'history-leak'],
    [
      'to a host that is no resolver',
      lookup('dns.test', { url: 'https://dns.test/log', headers: [], body: Buffer.from(hostname) }),
      'history-leak',
    ],
  ];
  for (const [what, each, code] of rows)
    it(`gives ${code} if sent ${what}`, () =>
      assert.equal(codesFor(withExchange(each)(cleanEvidence()))[0], code));
});

describe('a search', () => {
  const words = 'garden kettle k7d2m9x4q1vb z8w3t6n5r0cj';
  const search: Canary = { id: 'search-1', kind: 'search', value: words, allowedHosts: ['www.google.com'] };
  const resultPage = (host: string, given: Partial<JudgedExchange> = {}) =>
    exchange({
      url: `https://${host}/s?word=${encodeURIComponent(words)}`,
      method: 'GET',
      responder: 'unknown',
      ...given,
    });
  const withSearch = (...sent: JudgedExchange[]): CaseEvidence =>
    sent.reduce<CaseEvidence>((evidence, each) => withExchange(each)(evidence), {
      ...cleanEvidence(),
      canaries: [...cleanEvidence().canaries, search],
      timeline: {
        ...cleanEvidence().timeline,
        steps: cleanEvidence().timeline.steps.map((step) =>
          step.kind === 'private-proof' ? { ...step, canaries: [...step.canaries, 'search-1'] } : step,
        ),
      },
    });
  const rows: [what: string, evidence: CaseEvidence, code: string][] = [
    [
      'to another search engine than the intended one',
      withSearch(resultPage('m.baidu.com')),
      'suspect-search-engine',
    ],
    [
      'to a search engine that is listed by suffix',
      withSearch(resultPage('de.search.yahoo.com')),
      'suspect-search-engine',
    ],
    [
      'to the intended search engine and to another one',
      withSearch(resultPage('www.google.com'), resultPage('m.baidu.com')),
      'history-leak',
    ],
    [
      'to a search engine through another host',
      withSearch(resultPage('m.baidu.com', { via: 'saver.test' })),
      'history-leak',
    ],
    [
      'to a search engine in an upload',
      withSearch(upload(words, { url: 'https://m.baidu.com/', host: 'm.baidu.com' })),
      'history-leak',
    ],
    ['to an unknown host', withSearch(resultPage('find.test')), 'history-leak'],
  ];
  for (const [what, evidence, code] of rows)
    it(`gives ${code} if sent ${what}`, () => assert.equal(codesFor(evidence)[0], code));
});
