import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import type { Finding } from '../../model/scan.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { parseStep } from '../chain.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };
const WORDS = 'https://news-archive.example/2024/harbour-collapse/inquiry-transcript-parliament-evening';
const article: Canary = { id: 'article', kind: 'url', value: WORDS };

const body = (text: string | Buffer) => exchangeOf({ body: Buffer.from(text) });
const json = (value: unknown) => body(JSON.stringify(value));
const messages = (...texts: string[]) =>
  exchangeOf({ messages: texts.map((text, at) => ({ index: at * 2, data: Buffer.from(text) })) });
const field = (number: number, text: string) =>
  Buffer.concat([Buffer.from([number * 8 + 2, text.length]), Buffer.from(text)]);
const pieces = (text: string, size: number) => text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];

function assertReplays(finding: Finding, canary: Canary, exchanges: readonly Exchange[]): void {
  const at = (index: number) => exchanges.find((each) => each.index === index);
  const exchange = at(finding.exchange);
  assert.ok(exchange);
  assert.ok(locate(exchange, finding, canary, DEFAULT_BUDGET, at), finding.chain.join(' | '));
  const step = parseStep(finding.chain[0] ?? '');
  if (step?.kind === 'joined-messages') for (const piece of step.pieces) assert.ok(at(piece.exchange));
}

describe('values split across neighbours', () => {
  const found: [name: string, exchange: Exchange, match: string, step: string][] = [
    [
      'strings of a JSON array',
      json({ v: 3, parts: pieces(VISIT, 8) }),
      'whole',
      'joined:json:$.parts[1] + json:$.parts[2] + json:$.parts[3] + json:$.parts[4] + json:$.parts[5] + json:$.parts[6]',
    ],
    [
      'members of a JSON object',
      json({ a: 'x', u1: VISIT.slice(0, 15), u2: VISIT.slice(15), z: 'y' }),
      'whole',
      'joined:json:$.u1 + json:$.u2',
    ],
    [
      'fields of the same name in an array',
      json(pieces(VISIT, 15).map((part, at) => ({ kind: 'chunk', id: `n${at}`, part }))),
      'whole',
      'joined:json:$[0].part + json:$[1].part + json:$[2].part + json:$[3].part',
    ],
    ['a short rest', json({ a: 'k3x9m2q7w4', b: 'tz' }), 'part', 'joined:json:$.a + json:$.b'],
    [
      'fields of a form',
      body('id=7&u=https%3A%2F%2Fk3x9m2&w=q7w4tz.example%2F&t=9'),
      'host',
      'joined:form:u + form:w',
    ],
    [
      'a query',
      exchangeOf({ url: 'https://collector.test/t?a=k3x9m2&b=q7w4tz' }),
      'part',
      'joined:query:a + query:b',
    ],
    [
      'segments of a path',
      exchangeOf({ url: 'https://collector.test/e/k3x9m2/q7w4tz/z.gif' }),
      'part',
      'joined:path[2] + path[3]',
    ],
    [
      'fields of protobuf',
      body(Buffer.concat([field(1, 'page seen'), field(2, VISIT.slice(0, 15)), field(3, VISIT.slice(15))])),
      'whole',
      'joined:protobuf:2 + protobuf:3',
    ],
    [
      'events of SSE in a message',
      body('data: chunk https://k3x9m2\n\ndata: q7w4tz.example/p\n\n'),
      'host',
      'joined:sse[0] + sse[1]',
    ],
    [
      'a cookie',
      exchangeOf({ headers: [['Cookie', 'lang=en; a=p8v1n5; b=r6y0ab; c=1']] }),
      'part',
      'joined:cookie:a + cookie:b',
    ],
  ];
  for (const [name, exchange, match, step] of found)
    it(`are joined: ${name}`, () => {
      const { findings } = scanOf([visit], exchange);
      const joined = findings.find(({ chain }) => chain.some((each) => each.startsWith('joined:')));
      assert.ok(joined, JSON.stringify(findings));
      assert.equal(joined.chain.at(-1), step);
      assert.deepEqual([joined.match, joined.confidence], [match, 'certain']);
      for (const finding of findings) assertReplays(finding, visit, [exchange]);
    });

  it('are found for every split of a URL', () => {
    const cut = fc.uniqueArray(fc.integer({ min: 1, max: VISIT.length - 1 }), { minLength: 1, maxLength: 6 });
    const write = fc.constantFrom(
      (texts: string[]) => json({ kind: 'chunks', texts, end: 'end' }),
      (texts: string[]) => json(texts.map((text, at) => ({ n: `n${at}`, text }))),
      (texts: string[]) => body(new URLSearchParams(texts.map((text, at) => [`f${at}`, text])).toString()),
    );
    fc.assert(
      fc.property(cut, write, (cuts, written) => {
        const sorted = [0, ...cuts.toSorted((a, b) => a - b), VISIT.length];
        const exchange = written(sorted.slice(1).map((end, at) => VISIT.slice(sorted[at], end)));
        const { findings } = scanOf([visit], exchange);
        assert.ok(findings.length > 0);
        for (const finding of findings) assertReplays(finding, visit, [exchange]);
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it('are joined inside encoded content', () => {
    const inner = JSON.stringify({ a: 'k3x9m2', b: 'q7w4tz' });
    const exchange = json({ data: Buffer.from(inner).toString('base64') });
    const { findings } = scanOf([visit], exchange);
    assert.deepEqual(findings[0]?.chain, ['json:$.data', 'base64', 'joined:json:$.a + json:$.b']);
    assertReplays(findings[0], visit, [exchange]);
  });

  it('are joined with a slash if they are words', () => {
    const exchange = json({
      host: 'news-archive.example',
      dir: '2024/harbour-collapse',
      page: 'inquiry-transcript-parliament-evening',
    });
    const { findings } = scanOf([article], exchange);
    assert.ok(findings.every(({ match, confidence }) => match !== 'whole' || confidence === 'certain'));
    for (const finding of findings) assertReplays(finding, article, [exchange]);
  });
});

describe('values split across messages', () => {
  const cases: [name: string, exchanges: Exchange[], part: string, step: string, match?: string][] = [
    [
      'WebSocket messages',
      [messages('{"d":"k3x9m2"}', '{"other":"value"}', '{"d":"q7w4tz"}')],
      'websocket[4]',
      'joined:#0 websocket[0] > json:$.d + #0 websocket[4] > json:$.d',
    ],
    [
      'bare WebSocket messages',
      [messages('k3x9', 'm2q7', 'w4tz')],
      'websocket[4]',
      'joined:#0 websocket[0] + #0 websocket[2] + #0 websocket[4]',
    ],
    [
      'headers',
      [
        exchangeOf({
          headers: [
            ['X-A', 'p8v1n5'],
            ['X-B', 'r6y0ab'],
          ],
        }),
      ],
      'request.header:x-b',
      'joined:#0 request.header:x-a + #0 request.header:x-b',
    ],
    [
      'exchanges with one host',
      [
        exchangeOf({ index: 3, url: 'https://collector.test/i.gif?n=1&d=k3x9m2' }),
        exchangeOf({ index: 4, url: 'https://other.test/i.gif?n=1&d=something' }),
        exchangeOf({ index: 5, url: 'https://collector.test/i.gif?n=2&d=q7w4tz.example' }),
      ],
      'request.url',
      'joined:#3 request.url > query:d + #5 request.url > query:d',
      'host',
    ],
  ];
  for (const [name, exchanges, part, step, match = 'part'] of cases)
    it(`are joined: ${name}, pushed in any order`, () => {
      for (const order of [exchanges, exchanges.toReversed()]) {
        const { findings } = scanOf([visit], ...order);
        const [finding] = findings;
        assert.ok(finding);
        assert.equal(findings.length, 1);
        assert.deepEqual([finding.part, finding.chain, finding.match], [part, [step], match]);
        assert.equal(finding.exchange, exchanges.at(-1)?.index);
        assertReplays(finding, visit, exchanges);
      }
    });

  it('are not joined across hosts', () => {
    const one = exchangeOf({ index: 0, url: 'https://one.test/?d=k3x9m2' });
    const two = exchangeOf({ index: 1, url: 'https://two.test/?d=q7w4tz' });
    assert.deepEqual(scanOf([visit], one, two).findings, []);
  });
});

describe('near misses', () => {
  const innocent: [name: string, exchange: Exchange][] = [
    ['a single piece', json({ a: 'k3x9m2', b: 'other' })],
    ['pieces in no order', json({ a: 'q7w4', b: 'k3x9m2', c: 'tz' })],
    ['pieces with a letter too many', json({ a: 'k3x9m2', b: 'xq7w4tz' })],
    ['pieces of different tokens', json({ a: 'k3x9m2', b: 'r6y0ab' })],
    ['common words of a URL', json({ a: 'news', b: 'archive', c: 'example', d: 'harbour' })],
    ['words that make up a host', json({ a: 'news-archive', b: 'example' })],
    ['messages with a piece each', messages('k3x9m2', 'k3x9m2', 'q7w4ty')],
  ];
  for (const [name, exchange] of innocent)
    it(`are no finding: ${name}`, () => assert.deepEqual(scanOf([visit, article], exchange).findings, []));

  it('are no finding: adjacent words of a search', () => {
    const search: Canary = { id: 's', kind: 'search', value: 'harbour inquiry' };
    assert.deepEqual(
      scanOf([search], json({ a: 'harbour', b: 'inquiry', c: 'harb', d: 'our' })).findings,
      [],
    );
  });
});
