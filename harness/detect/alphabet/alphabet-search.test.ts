import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import { BASE32, BASE64 } from '../codecs/alphabets.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { arrangementBits } from './patterns.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const URL_CHARACTERS = `${LETTERS}${DIGITS}:/.-?=`;
const EMOJI = Array.from({ length: 64 }, (_, at) => String.fromCodePoint(0x1f400 + at)).join('');
const HAN = Array.from({ length: 64 }, (_, at) => String.fromCharCode(0x4e00 + 97 * at)).join('');

const token = fc
  .tuple(
    fc.constantFrom(...LETTERS),
    fc.array(fc.constantFrom(...LETTERS, ...DIGITS), { minLength: 11, maxLength: 11 }),
  )
  .map(([first, rest]) => first + rest.join(''));
/** An address in the form of generated ones. */
const address = fc
  .tuple(token, token, token, fc.constantFrom('garden', 'ferry', 'harbour'), token)
  .map(([a, b, c, word, d]) => `https://${a}-${b}.example/${c}/${word}?q=${d}`);
const text = fc.tuple(token, token).map(([a, b]) => `Garden harbour ${a} ${b}`);
const shuffled = (alphabet: string) =>
  fc.shuffledSubarray([...alphabet], { minLength: [...alphabet].length }).map((letters) => letters.join(''));

type Encode = (value: string) => string;
const replace = (from: string, to: string): Encode => {
  const images = new Map([...from].map((letter, at) => [letter, [...to][at] ?? '']));

  return (value) => [...value].map((letter) => images.get(letter) ?? letter).join('');
};
const rotate = (alphabet: string, by: number) =>
  replace(alphabet, alphabet.slice(by) + alphabet.slice(0, by));
const encoded = (alphabet: string, encode: Encode) => (to: string) => (value: string) =>
  replace(alphabet, to)(encode(value));
const base32 = (value: string) => {
  const bits = [...Buffer.from(value)].map((byte) => byte.toString(2).padStart(8, '0')).join('');

  return (bits.match(/.{1,5}/g) ?? [])
    .map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)])
    .join('');
};
const hex = (value: string) => Buffer.from(value).toString('hex');
const base64 = (value: string) => Buffer.from(value).toString('base64').replace(/=+$/, '');
const bits = (value: string) =>
  [...Buffer.from(value)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
const anyOf = (alphabets: readonly string[], size: number) =>
  fc
    .constantFrom(...alphabets)
    .chain(shuffled)
    .map((letters) => [...letters].slice(0, size).join(''));

const encodings: Record<string, fc.Arbitrary<Encode>> = {
  'Caesar over letters': fc.integer({ min: 1, max: 25 }).map((by) => rotate(LETTERS, by)),
  'Caesar over letters and digits together': fc
    .integer({ min: 1, max: 35 })
    .map((by) => rotate(LETTERS + DIGITS, by)),
  'Caesar over letters and over digits': fc
    .tuple(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 9 }))
    .map(
      ([letters, digits]) =>
        (value) =>
          rotate(LETTERS, letters)(rotate(DIGITS, digits)(value)),
    ),
  Atbash: fc.constant(replace(LETTERS, [...LETTERS].toReversed().join(''))),
  'a shifted row of the keyboard': fc.constant(
    replace('qwertyuiopasdfghjklzxcvbnm1234567890', 'wertyuiopasdfghjklzxcvbnm1234567890q'),
  ),
  'any letters for letters, digits and signs': shuffled(URL_CHARACTERS).map((to) =>
    replace(URL_CHARACTERS, to),
  ),
  'emoji or Chinese characters': anyOf([EMOJI, HAN], URL_CHARACTERS.length).map((to) =>
    replace(URL_CHARACTERS, to),
  ),
  'hex in any alphabet': anyOf([LETTERS, EMOJI, HAN, BASE64], 16).map(encoded(`${DIGITS}abcdef`, hex)),
  'base64 in any alphabet': anyOf([EMOJI, HAN, BASE64], 64).map(encoded(BASE64, base64)),
  'base64 of JSON in any alphabet': anyOf([EMOJI, HAN, BASE64], 64).map(
    (to) => (value) => encoded(BASE64, base64)(to)(JSON.stringify({ event: 'page', u: value })),
  ),
  'base32 in any alphabet': anyOf([`${LETTERS}${DIGITS}`, EMOJI, HAN], 32).map(encoded(BASE32, base32)),
  'bits in any two letters': anyOf([LETTERS, EMOJI, HAN], 2).map(encoded('01', bits)),
  'reversed, in any letters': shuffled(URL_CHARACTERS).map(
    (to) => (value) => [...replace(URL_CHARACTERS, to)(value)].toReversed().join(''),
  ),
  'percent-encoded, in any letters': shuffled(`${URL_CHARACTERS}%ABCDEF`).map(
    (to) => (value) => replace(`${URL_CHARACTERS}%ABCDEF`, to)(encodeURIComponent(value)),
  ),
};

const carriers: Record<string, (value: string) => Parameters<typeof exchangeOf>[0]> = {
  'a JSON string': (value) => ({ body: Buffer.from(JSON.stringify({ event: 'page', q: value })) }),
  'a form': (value) => ({ body: Buffer.from(new URLSearchParams({ v: '2', d: value }).toString()) }),
  'a whole body': (value) => ({ body: Buffer.from(value) }),
};

function isFound(canary: Canary, exchange: ReturnType<typeof exchangeOf>): boolean {
  const { findings } = scanOf([canary], exchange);
  for (const finding of findings)
    assert.ok(locate(exchange, finding, canary, DEFAULT_BUDGET), finding.chain.join(' > '));

  return findings.length > 0;
}

describe('an alphabet that only the sender knows', () => {
  for (const [name, encoding] of Object.entries(encodings))
    it(`hides no address: ${name}`, () => {
      fc.assert(
        fc.property(
          address,
          encoding,
          fc.constantFrom(...Object.values(carriers)),
          (value, encode, carry) => {
            const canary: Canary = { id: 'visit-1', kind: 'url', value };
            assert.ok(isFound(canary, exchangeOf(carry(encode(value)))), encode(value));
          },
        ),
        { numRuns: 20, seed: 3 },
      );
    });

  it('hides no title', () => {
    fc.assert(
      fc.property(text, shuffled(` G${URL_CHARACTERS}`), (value, to) => {
        const exchange = exchangeOf({
          body: Buffer.from(JSON.stringify({ q: replace(` G${URL_CHARACTERS}`, to)(value) })),
        });
        assert.ok(isFound({ id: 'title-1', kind: 'text', value }, exchange));
      }),
      { numRuns: 30, seed: 4 },
    );
  });

  it('is replaced byte for byte too', () => {
    fc.assert(
      fc.property(
        address,
        fc.shuffledSubarray([...Array(256).keys()], { minLength: 256 }),
        (value, bytes) => {
          const body = Buffer.from(`{"u":"${value}"}`).map((byte) => bytes[byte] ?? 0);
          assert.ok(isFound({ id: 'visit-1', kind: 'url', value }, exchangeOf({ body })));
        },
      ),
      { numRuns: 30, seed: 5 },
    );
  });

  it('makes no canary of the address of another page', () => {
    fc.assert(
      fc.property(address, address, shuffled(URL_CHARACTERS), (value, other, to) => {
        const body = Buffer.from(JSON.stringify({ q: replace(URL_CHARACTERS, to)(other) }));
        const { findings } = scanOf([{ id: 'visit-1', kind: 'url', value }], exchangeOf({ body }));
        assert.deepEqual(findings, []);
      }),
      { numRuns: 100, seed: 6 },
    );
  });

  it('is not guessed for a text that nearly is a canary, behind steps that keep its pattern', () => {
    const canary: Canary = { id: 'c', kind: 'text', value: 'Garden window n7lsa2i2c2uw' };
    const key = 0x44;
    const xored = Buffer.from('https://a.example/page/of/another/canary').map((byte) => byte ^ key);
    const escaped = [...xored].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    const text = `https://b.example/ "Garden%2520window%2520n7qsa2i2c2uw" ${escaped}`;
    for (const body of [text, [...text].reverse().join('')])
      assert.deepEqual(scanOf([canary], exchangeOf({ body: Buffer.from(body) })).findings, []);
  });

  it('is not guessed for canaries of common words', () => {
    const canaries: Canary[] = [
      { id: 'a', kind: 'url', value: 'https://www.daily-river-news.example/world/article-1000' },
      { id: 'b', kind: 'search', value: 'garden weather river stone 7' },
    ];
    const bodies = [
      'https://www.daily-river-news.example/world/article-2333',
      'garden weather river stone 8',
    ];
    const exchanges = bodies.map((each, index) =>
      exchangeOf({ index, body: Buffer.from(JSON.stringify({ q: rotate(LETTERS, 3)(each) })) }),
    );
    assert.deepEqual(scanOf(canaries, ...exchanges).findings, []);
  });
});

describe('arrangementBits', () => {
  it('counts the orders of a pattern', () => {
    assert.equal(arrangementBits(Uint8Array.of(0, 1, 2, 3)), 0);
    assert.ok(Math.abs(arrangementBits(Uint8Array.of(0, 0, 1, 1)) - Math.log2(3)) < 1e-9);
    assert.ok(Math.abs(arrangementBits(Uint8Array.of(0, 0, 1, 2)) - Math.log2(6)) < 1e-9);
  });

  it('finds an address whose digits were replaced by any sign, or removed', () => {
    const signs = fc.constantFrom(...'0123456789#*%-_:?NXDdnx', '', '{', '\u2022');
    fc.assert(
      fc.property(address, signs, fc.boolean(), (value, sign, byRun) => {
        const route = value.replaceAll(byRun ? /\d+/g : /\d/g, sign);
        fc.pre(route !== value && route.replaceAll(/[^a-z]|[dnx]/g, '').length >= 30);
        const canary: Canary = { id: 'c', kind: 'url', value };
        const exchange = exchangeOf({ body: Buffer.from(JSON.stringify({ event: 'page', route })) });
        const [finding] = scanOf([canary], exchange).findings;
        assert(finding, route);
        assert.equal(finding.confidence, 'certain');
        assert(locate(exchange, finding, canary, DEFAULT_BUDGET));
      }),
    );
  });

  it('finds a host whose digits were replaced, also in percent escapes', () => {
    const signs = fc.constantFrom(...'0#*%-_:?', '');
    fc.assert(
      fc.property(token, signs, fc.boolean(), (word, sign, inQuery) => {
        const value = `${word}.example`;
        const host = value.replaceAll(/\d/g, sign);
        fc.pre(host !== value && word.replaceAll(/[^a-z]|[dnx]/g, '').length >= 9);
        const canary: Canary = { id: 'c', kind: 'host', value };
        const exchange = exchangeOf(
          inQuery
            ? { url: `https://collector.test/k?u=${encodeURIComponent(host).replaceAll('*', '%2A')}` }
            : { body: Buffer.from(JSON.stringify({ host })) },
        );
        const [finding] = scanOf([canary], exchange).findings;
        assert(finding, host);
        assert(locate(exchange, finding, canary, DEFAULT_BUDGET));
      }),
      { seed: 8, numRuns: 40 },
    );
  });

  it('takes no other address for one without its digits', () => {
    fc.assert(
      fc.property(address, address, (value, other) => {
        fc.pre(value !== other);
        const body = Buffer.from(JSON.stringify({ route: other.replaceAll(/\d/g, '0') }));
        const { findings } = scanOf([{ id: 'c', kind: 'url', value }], exchangeOf({ body }));
        assert.deepEqual(findings, []);
      }),
    );
  });
});
