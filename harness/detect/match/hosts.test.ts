import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { BASE32 } from '../codecs/alphabets.ts';
import { dnsQueryOf } from '../codecs/testing/encodings.ts';
import { CERTAIN_BITS, entropyBits } from './entropy.ts';
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

describe('a host of ordinary words', () => {
  const words =
    'meadow hospital harbour inquiry evening parliament clinic garden library market station office'.split(
      ' ',
    );
  const word = fc.constantFrom(...words);
  /** From 14 to 60 bits. */
  const hosts = fc
    .tuple(
      fc.boolean(),
      fc.array(word, { minLength: 2, maxLength: 4 }),
      fc.constantFrom('-', '.'),
      fc.constantFrom('example', 'co.uk'),
    )
    .map(([www, names, between, top]) => `${www ? 'www.' : ''}${names.join(between)}.${top}`)
    .filter((host) => entropyBits(host) < CERTAIN_BITS);
  const dashes = fc.constantFrom('-', '--', '_');
  const dots = fc.constantFrom('-', '_', '--', '__');
  const marks = fc.constantFrom(
    ['', ''],
    ['0-', '-0'],
    ['', '-443'],
    ['s-', ''],
    ['', '-s'],
    ['https--', '--8080'],
    ['', '-443-p'],
    ['http-', '-80'],
  );
  const reverse = (name: string) => name.split('.').toReversed().join('.');
  const label = (name: string, dash: string, dot: string) => name.replaceAll('-', dash).replaceAll('.', dot);
  /** What a cache, a proxy or a resolver makes of a host. */
  const disguises = fc
    .tuple(hosts, dashes, dots, marks)
    .map(([host, dash, dot, [before = '', behind = '']]) => ({
      host,
      disguised: [
        `${before}${label(host, dash, dot)}${behind}`,
        `${before}${label(host, dash, dot)}${behind}.proxy.test`,
        `${host}.proxy.test`,
        `${host}.fritz.box`,
        ...(host.startsWith('www.')
          ? [reverse(host), `${reverse(host)}.proxy.test`, reverse(host).replaceAll('.', '-')]
          : []),
      ],
    }));
  const places: ((name: string) => Partial<Exchange>)[] = [
    (name) => ({ body: Buffer.from(JSON.stringify({ at: name })) }),
    (name) => ({ url: `https://collector.test/i?h=${name}` }),
    (name) => ({ url: name.includes('.') ? `https://${name}/x.js` : `https://${name}.cache.test/x.js` }),
    (name) => ({ body: dnsQueryOf(name), headers: [['content-type', 'application/dns-message']] }),
  ];
  /** The matches in each exchange. */
  const matchesOf = (canary: Canary, sent: readonly Partial<Exchange>[]) => {
    const { findings } = scanOf([canary], ...sent.map((fields, index) => exchangeOf({ ...fields, index })));

    return sent.map((_, index) =>
      findings
        .filter(({ exchange }) => exchange === index)
        .map(({ match }) => match)
        .join(),
    );
  };
  const hashes: ((bytes: Buffer) => string)[] = [
    (bytes) => createHash('md5').update(bytes).digest('hex'),
    (bytes) => createHash('md5').update(bytes).digest('hex').slice(8, 24),
    (bytes) => createHash('sha256').update(bytes).digest('base64url'),
    (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 16),
    (bytes) => createHash('sha1').update(bytes).digest().readBigUInt64BE().toString(),
  ];

  it('is found in a label, reversed, before another host, and as a digest', () => {
    fc.assert(
      fc.property(disguises, fc.nat(), ({ host, disguised }, nat) => {
        const hash = hashes[nat % hashes.length]!;
        const hashed = [host, host.replace(/^www\./, ''), `https://${host}/`].map((text) =>
          hash(Buffer.from(text)),
        );
        const sent = [
          ...disguised.map((name, at) => places[(nat + at) % places.length]!(name)),
          ...hashed.map((name) => ({ url: `https://${name}.cache.test/` })),
        ];
        for (const [at, match] of matchesOf({ id: 'c', kind: 'host', value: host }, sent).entries())
          assert.match(match, /^(?:host|digest:\w+)$/, `${host} as ${[...disguised, ...hashed][at]}`);
      }),
      { numRuns: 40, seed: 15 },
    );
  });

  it('is not found in another host', () => {
    fc.assert(
      fc.property(disguises, word, ({ host, disguised }, other) => {
        const near = [
          ...disguised.map((name) =>
            name.replace(/[a-z]{6,}/, (found) => (found === other ? 'bakery' : other)),
          ),
          ...[`${other}-`, 'm-', 'my-'].map((before) => before + label(host, '-', '-')),
          ...[`-${other}`, '-two', 's', '-443x'].map((behind) => label(host, '-', '-') + behind),
          ...['.au', '.co.nz', '.com.au', '-two.proxy.test'].map((behind) => host + behind),
          ...['m.', 'my-'].map((before) => `${before}${host}.proxy.test`),
        ];
        const matches = matchesOf(
          { id: 'c', kind: 'host', value: host },
          near.map((name) => places[0]!(name)),
        );
        assert.deepEqual(
          near.filter((_, at) => matches[at] !== ''),
          [],
          host,
        );
      }),
      { numRuns: 40, seed: 16 },
    );
  });

  it('is not found disguised with fewer than 14 bits, and 24 as the host of a URL', () => {
    for (const [kind, hosts] of [
      ['host', ['news.site.example', 'www.news.example', 'shop.example', 'the-bank.example']],
      ['url', ['news.site.example', 'www.meadow-clinic.example', 'garden-market.example']],
    ] as const)
      for (const host of hosts) {
        const names = [label(host, '-', '-'), label(host, '_', '_'), reverse(host), `${host}.proxy.test`];
        const hashed = hashes.map((hash) => hash(Buffer.from(host)));
        const sent = [...names, ...hashed].map((name) => places[0]!(name));
        const canary = { id: 'c', kind, value: kind === 'url' ? `https://${host}/today` : host };
        assert.deepEqual([...new Set(matchesOf(canary, sent))], [''], host);
      }
  });
});

describe('an internationalized host', () => {
  const name = fc
    .constantFrom('клиникаврач', 'bücherläden', '上海租房北京', '한국어검색')
    .chain((letters) => fc.array(fc.constantFrom(...letters), { minLength: 5, maxLength: 9 }))
    .map((letters) => letters.join('').normalize('NFC'))
    .filter((text) => /[^a-z]/.test(text));
  const tail = fc.stringMatching(/^k[0-9][a-z0-9]{6}$/);
  const hosts = fc.tuple(name, tail).map(([first, last]) => `${first}-${last}.example`);

  it('is found in Unicode and in Punycode, however its canary is written', () => {
    fc.assert(
      fc.property(hosts, fc.constantFrom('host' as const, 'url' as const), (host, kind) => {
        const punycode = new URL(`http://${host}/`).hostname;
        assert.match(punycode, /^xn--/);
        const path = '/today/k3x9m2q7w4tz';
        for (const [written, sent] of [
          [host, punycode],
          [punycode, host],
        ] as const) {
          const value = kind === 'url' ? `https://${written}${path}` : written;
          const other = kind === 'url' ? `https://${sent}${path}` : sent;
          const { findings } = scanOf(
            [{ id: 'c', kind, value }],
            json({ at: other }),
            exchangeOf({ index: 1, url: `https://collector.test/i?h=${encodeURIComponent(other)}` }),
            exchangeOf({ index: 2, headers: [['x-h', createHash('md5').update(other).digest('hex')]] }),
            exchangeOf({ ...json({ at: sent.replaceAll('-', '--').replaceAll('.', '-') }), index: 3 }),
          );
          for (const index of [0, 1, 2, 3])
            assert.ok(
              findings.some(({ exchange, match }) => exchange === index && match !== 'part'),
              `${value} as ${other} in ${index}`,
            );
          assert.deepEqual(
            scanOf([{ id: 'c', kind: 'host', value: written }], json({ at: sent.replace('.', 'x.') }))
              .findings,
            [],
          );
        }
      }),
      { numRuns: 12, seed: 17 },
    );
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
