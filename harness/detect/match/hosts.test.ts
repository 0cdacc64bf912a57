import assert from 'node:assert/strict';
import type { Canary } from '../../model/canary.ts';
import { BASE32 } from '../codecs/alphabets.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';

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
  ];
  for (const [text, canary] of spellings)
    it(`are found as ${text}`, () => {
      const { findings } = scanOf([canary], json({ key: text }));
      assert.deepEqual(
        findings.map(({ match }) => match),
        ['host'],
      );
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
      'example.evening-parliament.harbour-inquiry',
    ];
    for (const text of texts)
      assert.deepEqual(scanOf([random, named, common], json({ key: text })).findings, []);
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
