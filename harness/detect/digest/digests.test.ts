import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { crc32, javaHash } from './small.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const HOST = 'k3x9m2q7w4tz.example';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };
const sha1 = createHash('sha1').update(VISIT).digest();
const crc = crc32(Buffer.from(HOST));

describe('digests in exchanges', () => {
  const found: [
    name: string,
    fields: Partial<Exchange>,
    part: string,
    chain: string[],
    match: string,
    sure: string,
  ][] = [
    [
      'in JSON',
      { body: Buffer.from(JSON.stringify({ a: { id: sha1.toString('hex') } })) },
      'request.body',
      ['json:$.a.id'],
      'digest:sha1',
      'certain',
    ],
    [
      'in a form, as base64',
      { body: Buffer.from(`a=1&h=${encodeURIComponent(sha1.toString('base64'))}`) },
      'request.body',
      ['form:h'],
      'digest:sha1',
      'certain',
    ],
    ['as the body', { body: sha1 }, 'request.body', [], 'digest:sha1', 'certain'],
    [
      'in the query',
      { url: `https://collector.test/i?h=${sha1.toString('hex').slice(0, 16)}` },
      'request.url',
      ['query:h'],
      'digest:sha1',
      'certain',
    ],
    [
      'in a header',
      { headers: [['X-Page', sha1.toString('hex').toUpperCase()]] },
      'request.header:x-page',
      [],
      'digest:sha1',
      'certain',
    ],
    [
      'of 32 bits, by its field',
      { body: Buffer.from(`a=1&host_hash=${crc}`) },
      'request.body',
      ['form:host_hash'],
      'digest:crc32',
      'likely',
    ],
    [
      'of 32 bits, by a header',
      { headers: [['X-Host-CRC32', crc.toString(16)]] },
      'request.header:x-host-crc32',
      [],
      'digest:crc32',
      'likely',
    ],
  ];
  for (const [name, fields, part, chain, match, confidence] of found)
    it(`finds one ${name}`, () => {
      const exchange = exchangeOf(fields);
      const { findings } = scanOf([visit], exchange);
      assert.deepEqual(
        findings.map((each) => [each.part, each.chain, each.match, each.confidence]),
        [[part, chain, match, confidence]],
      );
      assert.ok(findings[0] && locate(exchange, findings[0], visit, DEFAULT_BUDGET), 'replays');
    });

  it('accepts two digests of 32 bits of one canary', () => {
    const body = Buffer.from(JSON.stringify({ a: crc, b: javaHash(VISIT) | 0 }));
    assert.ok(scanOf([visit], exchangeOf({ body })).findings.every((each) => each.confidence === 'likely'));
    assert.equal(scanOf([visit], exchangeOf({ body })).findings.length, 1);
  });

  it('accepts digests of 32 bits of two canaries in one place', () => {
    const second: Canary = { id: 'visit-2', kind: 'url', value: 'https://m4n8b2v6c1xz.example/d2f6h9j3l5np' };
    const page = (id: unknown, index: number, host = 'collector.test') =>
      exchangeOf({
        index,
        url: `https://${host}/upload`,
        host,
        body: Buffer.from(JSON.stringify({ event: 'page', id })),
      });
    const both = [javaHash(visit.value) | 0, javaHash(second.value) | 0] as const;
    const { findings } = scanOf([visit, second], page(both[0], 0), page(7, 1), page(both[1], 2));
    assert.deepEqual(
      findings.map((each) => [each.canary, each.exchange, each.match, each.confidence]),
      [
        ['visit-1', 0, 'digest:java-hashcode', 'likely'],
        ['visit-2', 2, 'digest:java-hashcode', 'likely'],
      ],
    );
    const innocent = [
      [page(both[0], 0), page(both[0], 1)],
      [page(both[0], 0), page(both[1], 1, 'other.test')],
      [page(both[0], 0), page(crc32(Buffer.from(second.value)), 1)],
    ];
    for (const exchanges of innocent) assert.deepEqual(scanOf([visit, second], ...exchanges).findings, []);
  });

  it('ignores an uncorroborated digest of 32 bits', () => {
    for (const body of [
      `a=1&id=${crc}`,
      JSON.stringify({ n: crc, m: [crc] }),
      `crc=${javaHash(VISIT) | 0}&b=c`,
      `crc=${crc}&gzip=1`,
    ])
      assert.deepEqual(scanOf([visit], exchangeOf({ body: Buffer.from(body) })).findings, []);
  });

  it('does not report a digest that its own site receives', () => {
    const url = `https://${HOST}/i?h=${sha1.toString('hex')}`;
    assert.deepEqual(scanOf([visit], exchangeOf({ url })).findings, []);
  });
});
