import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { createRandomBytes } from '../testing/random.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const HOST = 'k3x9m2q7w4tz.example';
const visit: Canary = { id: 'v', kind: 'url', value: VISIT };
const word: Canary = { id: 'w', kind: 'text', value: 'h7j2d9f4g6sl' };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = createHmac('sha1', 'device-0001').update(VISIT).digest();

describe('salted digests that were cut', () => {
  const salts = fc
    .tuple(fc.stringMatching(/^[a-z0-9]{3,20}$/), fc.nat(9))
    .map(([text, digit]) => text + digit);
  const algorithms = fc.constantFrom('md5', 'sha1', 'sha256');
  const compose = fc.constantFrom(
    (salt: string, text: string) => salt + text,
    (salt: string, text: string) => `${text}:${salt}`,
    (salt: string, text: string) => `${salt}|${text}`,
  );
  const messages = fc.record({
    salt: salts,
    algorithm: algorithms,
    join: compose,
    isKeyed: fc.boolean(),
    bytes: fc.integer({ min: 8, max: 15 }),
    atEnd: fc.boolean(),
    text: fc.constantFrom(VISIT, HOST),
  });

  it('are found by their start or end', () => {
    fc.assert(
      fc.property(messages, ({ salt, algorithm, join, isKeyed, bytes, atEnd, text }) => {
        const hash = isKeyed
          ? createHmac(algorithm, salt).update(text)
          : createHash(algorithm).update(join(salt, text));
        const digest = hash.digest('hex');
        const id = atEnd ? digest.slice(-2 * bytes) : digest.slice(0, 2 * bytes);
        fc.pre(/[a-f]/.test(id) && /\d/.test(id));
        const exchange = exchangeOf({ body: Buffer.from(JSON.stringify({ event: 'page', s: salt, id })) });
        const { findings } = scanOf([visit], exchange);
        assert.deepEqual(
          findings.map(({ match }) => match),
          [`digest:${isKeyed ? `hmac-${algorithm}` : `${algorithm}+salt`}`],
        );
        for (const finding of findings) assert.ok(locate(exchange, finding, visit, DEFAULT_BUDGET));
      }),
    );
  });
});

describe('salts among the values of a large capture', () => {
  const randomBytes = createRandomBytes(33);
  const token = () => randomBytes(6).toString('hex');
  const events = (fields: () => object) =>
    Array.from({ length: 24 }, (_, index) => {
      const others = Array.from({ length: 60 }, (__, at) => ({ [`k${at}`]: token() }));
      const body = JSON.stringify({ before: others.slice(30), ...fields(), after: others.slice(0, 30) });

      return exchangeOf({ index, body: Buffer.from(body) });
    });
  const device = token();
  const messages: Record<string, () => object> = {
    'a salt before each cut digest': () => {
      const salt = token();

      return { salt, at: 3, id: sha256(salt + VISIT).slice(0, 16) };
    },
    'a salt behind each digest': () => {
      const salt = token();

      return { id: sha256(`${VISIT}:${salt}`), n: salt };
    },
    'a key of the device, far from each cut digest': () => {
      const id = createHmac('sha256', device).update(VISIT).digest('hex').slice(0, 20);

      return { device, b: [token(), token(), token()], id, c: [token(), token()] };
    },
  };
  for (const [name, fields] of Object.entries(messages))
    it(`are found: ${name}`, () => {
      const { findings } = scanOf([visit], ...events(fields));
      assert.notEqual(findings.length, 0);
    });
});

describe('salted digests', () => {
  const json = (value: unknown) => exchangeOf({ body: Buffer.from(JSON.stringify(value)) });
  const elsewhere = exchangeOf({ index: 1, body: Buffer.from('device_id=device-0001&a=b') });
  const found: [name: string, exchanges: Exchange[], match: string][] = [
    [
      'a prefix in the same message',
      [json({ salt: 'QX4QkKEU', h: sha256(`QX4QkKEU${VISIT}`) })],
      'digest:sha256+salt',
    ],
    [
      'a suffix after a colon',
      [json({ id: 'device-0001', h: sha256(`${HOST}:device-0001`) })],
      'digest:sha256+salt',
    ],
    [
      'a key in the same message',
      [json({ key: 'device-0001', h: hmac.toString('hex') })],
      'digest:hmac-sha1',
    ],
    ['a key in another exchange', [json({ h: hmac.toString('base64') }), elsewhere], 'digest:hmac-sha1'],
    [
      'a key in a header',
      [exchangeOf({ headers: [['X-Id', 'device-0001']], body: Buffer.from(`h=${hmac.toString('hex')}`) })],
      'digest:hmac-sha1',
    ],
  ];
  for (const [name, exchanges, match] of found)
    it(`finds one with ${name}`, () => {
      const { findings } = scanOf([visit], ...exchanges);
      assert.deepEqual(
        findings.map((each) => [each.exchange, each.part, each.match, each.confidence]),
        [[0, 'request.body', match, 'certain']],
      );
      const [exchange] = exchanges;
      for (const finding of findings)
        assert.ok(exchange && locate(exchange, finding, visit, DEFAULT_BUDGET), finding.chain.join(' > '));
    });

  it('finds none without its salt in the capture, and none of another value', () => {
    assert.deepEqual(scanOf([visit], json({ id: 'other', h: hmac.toString('hex') })).findings, []);
    assert.deepEqual(
      scanOf([visit], json({ salt: 'QX4QkKEU', h: sha256(`QX4QkKEU${VISIT}x`) })).findings,
      [],
    );
  });

  it('finds the same in any order of exchanges, also above its limits', () => {
    const exchanges = Array.from({ length: 60 }, (_, index) => {
      const values = Array.from({ length: 30 }, (__, at) => `value-${index}-${at}`);

      return exchangeOf({
        index,
        body: Buffer.from(JSON.stringify({ values, h: sha256(`value-${index}-7${word.value}`) })),
      });
    });
    const found = (order: readonly Exchange[]) =>
      scanOf([word], ...order).findings.map(({ exchange }) => exchange);
    const straight = found(exchanges);
    assert.ok(straight.length > 5, `${straight.length}`);
    assert.deepEqual(found(exchanges.toReversed()), straight);
    assert.deepEqual(found([...exchanges.slice(20), ...exchanges.slice(0, 20)]), straight);
  });

  it('does not search for a piece of a canary that looks like a digest', () => {
    const value = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab/garden';
    const pages = [value, ...'abcd'].map(
      (each, n): Canary => ({
        id: `${n}`,
        kind: 'url',
        value: n === 0 ? value : value.replaceAll('9', each),
      }),
    );
    const likeDigests = ['example/p8v1n5r6y0ab/garden', Buffer.from(value.slice(0, 32)).toString('hex')];
    const exchanges = Array.from({ length: 16 }, (_, index) => {
      const values = Array.from({ length: 31 }, (__, at) => `value-${index}-${at}`);
      const h = createHash('md5').update(`value-${index}-7${value}`).digest('hex');

      return exchangeOf({ index, body: Buffer.from(JSON.stringify({ values, likeDigests, h })) });
    });
    const found = scanOf(pages, ...exchanges).findings.map(({ match }) => match);
    assert.equal(found.filter((match) => match === 'digest:md5+salt').length, exchanges.length);
  });
});
