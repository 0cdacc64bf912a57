import assert from 'node:assert/strict';
import type { Canary } from '../../model/canary.ts';
import { BASE32 } from '../codecs/alphabets.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { createRandomBytes } from '../testing/random.ts';

const random: Canary = { id: 'random', kind: 'url', value: 'https://k3x9m2q7w4tz.example/' };
const named: Canary = { id: 'named', kind: 'host', value: 'www.harbour-inquiry.evening-parliament.example' };
const common: Canary = { id: 'common', kind: 'url', value: 'https://news.site.example/' };
const json = (value: unknown) => exchangeOf({ body: Buffer.from(JSON.stringify(value)) });

describe('disguised hosts', () => {
  const spellings: [text: string, canary: Canary][] = [
    ['k3x9m2q7w4tz-example', random],
    ['k3x9m2q7w4tz_example', random],
    ['example.k3x9m2q7w4tz', random],
    ['www-harbour-inquiry-evening-parliament-example', named],
    ['www_harbour-inquiry_evening-parliament_example', named],
    ['example.evening-parliament.harbour-inquiry.www', named],
    ['cache_www_harbour-inquiry_evening-parliament_example_v2', named],
    ['www-harbour--inquiry-evening--parliament-example', named],
    ['0-www-harbour--inquiry-evening--parliament-example-0', named],
    ['www--harbour-inquiry--evening-parliament--example', named],
    ['www__harbour_inquiry__evening_parliament__example', named],
  ];
  for (const [text, canary] of spellings)
    it(`are found as ${text}`, () => {
      const { findings } = scanOf([canary], json({ key: text }));
      assert.deepEqual(
        findings.map(({ match }) => match),
        ['host'],
      );
    });

  it('are found as the label of a cache or translating proxy, for any host', () => {
    const randomBytes = createRandomBytes(11);
    const word = () =>
      [...randomBytes(5 + ((randomBytes(1)[0] ?? 0) % 5))].map((byte) => BASE32[byte & 31]?.toLowerCase());
    for (let round = 0; round < 60; round++) {
      const names = Array.from({ length: 1 + (round % 3) }, () => `${word().join('')}-${word().join('')}`);
      const host = [...names, 'example'].join('.');
      const dash = ['-', '--', '_'][round % 3] ?? '-';
      const dot = ['-', '--', '_', '__'][round % 4] ?? '-';
      const label = host.replaceAll('-', dash).replaceAll('.', dot);
      const framed = `0-${host.replaceAll('-', '--').replaceAll('.', '-')}-0`;
      for (const name of [label, framed]) {
        const { findings } = scanOf(
          [{ id: 'host', kind: 'host', value: host }],
          exchangeOf({ url: `https://${name}.cache.test/v0.js`, host: `${name}.cache.test` }),
        );
        assert.deepEqual(
          findings.map(({ part, match }) => [part, match]),
          [['request.url', 'host']],
          `${host} as ${name}`,
        );
      }
    }
  });

  it('are not found in other hosts with the same words', () => {
    const texts = [
      'news-site-example',
      'news_site_example',
      'example.site.news',
      'harbour-inquiry',
      'evening-parliament-example',
      'www-harbour-inquiry-evening-parliament-examples',
      'www-harbour-inquiry-evening-parliament-example-two',
      'www-harbour--inquiry-evening--parliaments-example',
      '0-www-harbour--inquiry-evening--parliament-examples-0',
      'example.evening-parliament.harbour',
    ];
    for (const text of texts)
      assert.deepEqual(scanOf([random, named, common], json({ key: text })).findings, []);
  });
});

describe('a host with and without www', () => {
  const randomBytes = createRandomBytes(7);
  const token = (length: number) =>
    [...randomBytes(length)]
      .map((byte) => BASE32[byte & 31])
      .join('')
      .toLowerCase();
  const words = ['hilltop-clinic', 'harbour-meadow', 'evening-parliament'];

  it('is found in a body and as a host, whatever the domain', () => {
    for (let round = 0; round < 40; round++) {
      const name = round % 2 === 0 ? token(12) : `${words[round % 3]}-${token(6)}`;
      const domain = `${name}.${round % 4 < 2 ? 'example' : 'co.uk'}`;
      const path = round % 3 === 0 ? '/' : `/garden/${round}?page=visit`;
      const [visited, sent] = round % 8 < 4 ? [`www.${domain}`, domain] : [domain, `www.${domain}`];
      const canaries: Canary[] = [
        { id: 'host', kind: 'host', value: visited },
        { id: 'url', kind: 'url', value: `https://${visited}${path}` },
      ];
      for (const exchange of [json({ page: `https://${sent}${path}` }), json({ host: sent })]) {
        const found = scanOf(canaries, exchange).findings.map(({ canary }) => canary);
        assert.ok(found.includes('host'), `${domain}: ${found.join()}`);
      }
      const { findings } = scanOf(canaries, json({ page: `see https://${sent}${path}` }));
      assert.ok(
        findings.some(({ canary, match }) => canary === 'url' && match === 'whole'),
        domain,
      );
    }
  });

  it('is not found if it is one common word, or part of another domain', () => {
    const canaries: Canary[] = [
      { id: 'host', kind: 'host', value: 'www.news.example' },
      { id: 'url', kind: 'url', value: 'https://www.news.example/today?page=visit' },
      { id: 'other', kind: 'host', value: 'www.hilltop-clinic.example' },
      { id: 'suffix', kind: 'url', value: 'https://www.example/' },
    ];
    for (const text of [
      'news.example',
      'https://goodnews.example/today?page=visit',
      'https://m.news.example/today?page=visit',
      'my-hilltop-clinic.example',
      'm.hilltop-clinic.example',
      'hilltop-clinic.example.test',
      '//example',
    ])
      assert.deepEqual(scanOf(canaries, json({ text })).findings, [], text);
  });
});

describe('values in labels of a host', () => {
  const host = 'k3x9m2q7w4tz.example';
  const bits = [...Buffer.from(host)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const base32 = (bits.match(/.{1,5}/g) ?? [])
    .map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('')
    .toLowerCase();
  const hex = Buffer.from(host).toString('hex');
  const names = [
    `${base32}.t.collector.test`,
    `${base32.slice(0, 16)}.${base32.slice(16)}.t.collector.test`,
    `${hex}.collector.test`,
    `${hex.slice(0, 20)}.${hex.slice(20)}.t.collector.test`,
    `${hex.slice(0, 36)}.${hex.slice(36)}.t.collector.test`,
    `${hex.slice(0, 20)}.${hex.slice(20, 34)}.${hex.slice(34)}.t.collector.test`,
    `q-${host.replace('.', '-')}.t.collector.test`,
  ];
  for (const name of names)
    it(`are found in ${name}`, () => {
      const { findings } = scanOf([random], exchangeOf({ url: `https://${name}/`, host: name }));
      assert.ok(
        findings.some(({ part, match }) => part === 'request.url' && match === 'host'),
        JSON.stringify(findings),
      );
    });
});
