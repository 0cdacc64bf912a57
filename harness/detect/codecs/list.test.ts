import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { createRandomBytes } from '../testing/random.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';

const VISIT = 'https://k3x9m2q7w4tz-p8v1n5r6y0ab.example/h7j2d9f4g6sl/garden?q=z5c8b1n4t7wq';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };

type Element = string | number | boolean;
const bitsOf = (value: string) =>
  [...Buffer.from(value)].flatMap((byte) => [...byte.toString(2).padStart(8, '0')].map((bit) => bit === '1'));
const lowFirst = (bits: readonly boolean[]) =>
  Array.from({ length: bits.length / 8 }, (_, at) => bits.slice(at * 8, at * 8 + 8).toReversed()).flat();
const codes = (value: string) => [...Buffer.from(value)];
const colour = ([red = 0, green = 0, blue = 0]: readonly number[]) =>
  `#${[red, green, blue].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
const hexOf = (code: number) => code.toString(16).padStart(4, '0');
const triples = (value: string) => {
  const bytes = codes(value.padEnd(Math.ceil(value.length / 3) * 3));

  return Array.from({ length: bytes.length / 3 }, (_, at) => bytes.slice(at * 3, at * 3 + 3));
};

/** Ways to write a text as a list of symbols. */
const lists: Record<string, (value: string, random: number) => Element[]> = {
  characters: (value) => [...value],
  'characters of base64': (value) => [...Buffer.from(value).toString('base64')],
  'code points, moved': (value, random) => codes(value).map((code) => code + 300 + random),
  'code points, multiplied': (value, random) =>
    codes(value).map((code) => code * (3 + (random % 50)) + random),
  'negative code points': (value, random) => codes(value).map((code) => -code - random),
  'differences of code points': (value) => codes(value).map((code, at, all) => code - (all[at - 1] ?? 0)),
  'sums of code points': (value) =>
    codes(value).map(
      (
        (sum) => (code) =>
          (sum += code)
      )(0),
    ),
  'code points in hex behind a sign': (value, random) =>
    codes(value).map((code) => `${['U+', 'u', '0x', '%u', '&#x'][random % 5]}${hexOf(code)}`),
  'code points in decimal behind a sign': (value, random) =>
    codes(value).map((code) => `${['#', 'n', 'chr(', '$'][random % 4]}${code}${random % 4 === 2 ? ')' : ''}`),
  'code points in hex': (value) => codes(value).map(hexOf),
  booleans: bitsOf,
  'booleans, lowest bit first': (value) => lowFirst(bitsOf(value)),
  'bits, inverted': (value) => bitsOf(value).map((bit) => (bit ? 0 : 1)),
  'two words': (value, random) => bitsOf(value).map((bit) => (bit === random % 2 > 0 ? 'left' : 'right')),
  'colours of three bytes': (value) => triples(value).map(colour),
  'colours as functions': (value) => triples(value).map((channels) => `rgb(${channels.join(', ')})`),
  'colours, blue first': (value) => triples(value).map((bytes) => colour([...bytes].toReversed())),
  'colours with alpha last': (value) => triples(value).map((bytes) => `${colour(bytes)}ff`),
  'colours as positive numbers': (value) =>
    triples(value).map((bytes) => Buffer.from(bytes).readUIntBE(0, 3)),
  'short colours': (value) =>
    (
      Buffer.from(value.padEnd(Math.ceil(value.length / 3) * 3))
        .toString('hex')
        .match(/.{3}/g) ?? []
    ).map((digits) => `#${digits}`),
  'colours as numbers': (value) => triples(value).map((bytes) => Buffer.from([255, ...bytes]).readInt32BE()),
  'a colour for each character': (value, random) =>
    codes(value).map((code) => colour([random & 255, code, code ^ 90])),
  'a word for each character': (value, random) =>
    codes(value).map((code) => `item-${(code * 7 + random) % 256}`),
  'a fraction for each character': (value, random) => codes(value).map((code) => (code + random) / 100),
};

/** Places where a message can hold a list. */
const carriers: Record<string, (elements: readonly Element[]) => string> = {
  'a JSON array': (elements) => JSON.stringify({ v: 2, c: elements }),
  'arrays in arrays': (elements) => JSON.stringify({ c: elements.map((element) => [element]) }),
  'objects in an array': (elements) => JSON.stringify(elements.map((element) => ({ at: 1, c: element }))),
  'objects by number': (elements) =>
    JSON.stringify({ c: Object.fromEntries(elements.map((element, at) => [`k${at}`, { w: element }])) }),
  'a form': (elements) => elements.map((element) => `c=${encodeURIComponent(element)}`).join('&'),
  'a form with numbers': (elements) =>
    elements.map((element, at) => `c${at}=${encodeURIComponent(element)}`).join('&'),
  'fields by number': (elements) =>
    JSON.stringify(Object.fromEntries(elements.map((element, at) => [`k${at}`, element]))),
  'a column of CSV': (elements) => elements.map((element, at) => `${at},"${String(element)}",x\n`).join(''),
  'a text with bars': (elements) => elements.join('|'),
  'a text with spaces': (elements) =>
    elements.map((element) => String(element).replaceAll(' ', '')).join(' '),
};

describe('a list of symbols', () => {
  for (const [name, write] of Object.entries(lists))
    it(`is decoded: ${name}`, () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 900 }),
          fc.constantFrom(...Object.values(carriers)),
          (random, carry) => {
            const exchange = exchangeOf({ body: Buffer.from(carry(write(VISIT, random))) });
            const { findings } = scanOf([visit], exchange);
            assert.ok(findings.length > 0, String(exchange.body));
            for (const finding of findings)
              assert.ok(locate(exchange, finding, visit, DEFAULT_BUDGET), finding.chain.join(' > '));
          },
        ),
        { numRuns: 24, seed: 8 },
      );
    });

  it('is decoded: code points of any script behind a sign', () => {
    const character = fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code));
    const text = fc.uniqueArray(character, { minLength: 12, maxLength: 20 });
    fc.assert(
      fc.property(
        text,
        fc.constantFrom(...Object.values(carriers)),
        fc.constantFrom('U+', 'u', '0x', '#'),
        (characters, carry, sign) => {
          const search: Canary = { id: 'search-1', kind: 'search', value: characters.join('') };
          const written = characters.map((each) => `${sign}${hexOf(each.codePointAt(0) ?? 0)}`);
          const { findings } = scanOf([search], exchangeOf({ body: Buffer.from(carry(written)) }));
          assert.ok(findings.length > 0, carry(written));
        },
      ),
      { numRuns: 24, seed: 8 },
    );
  });

  it('is decoded with many spaces between its elements', () => {
    for (const spaces of [1, 255, 256, 257, 400]) {
      const body = [...VISIT].join(`,${' '.repeat(spaces)}`);
      const { findings } = scanOf([visit], exchangeOf({ body: Buffer.from(body) }));
      assert.ok(findings.length > 0, `${spaces} spaces`);
    }
  });

  it('counts as unread if it is not decoded', () => {
    const bytes = createRandomBytes(21);
    const random: Record<string, () => Element[]> = {
      characters: () => [...bytes(40)].map((byte) => 'etaoinsrhldcum:/'[byte & 15] ?? ''),
      'code points': () => [...bytes(40)].map((byte) => byte + 400),
      booleans: () => [...bytes(40)].map((byte) => byte > 127),
      'two words': () => [...bytes(40)].map((byte) => (byte > 127 ? 'left' : 'right')),
      colours: () => Array.from({ length: 40 }, () => `#${bytes(3).toString('hex')}`),
      words: () => [...bytes(60)].map((byte) => `item-${byte & 31}`),
    };
    for (const [name, write] of Object.entries(random))
      for (const [place, carry] of Object.entries(carriers))
        for (let run = 0; run < 2; run++) {
          const { opaque, stats } = scanOf([visit], exchangeOf({ body: Buffer.from(carry(write())) }));
          assert.ok(opaque.length > 0 || (stats.unread ?? 0) > 0, `${name} in ${place}`);
        }
  });

  it('is neither opaque nor unread if it holds nothing', () => {
    const messages = {
      flags: { flags: Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`f${at}`, at % 30 !== 0])) },
      'few booleans': { a: [true, false, true, true, false] },
      palette: { colours: ['#ff0000', '#00ff00', '#0000ff', '#ffffff', '#000000', '#123456'] },
      counts: { counts: Array.from({ length: 48 }, (_, at) => (at % 12 === 0 ? 3 : 0)) },
      times: { at: Array.from({ length: 40 }, (_, at) => 1_790_000_000_000 + at * 12_345) },
      order: { order: Array.from({ length: 100 }, (_, at) => at) },
    };
    for (const [name, message] of Object.entries(messages)) {
      const { opaque, stats } = scanOf([visit], exchangeOf({ body: Buffer.from(JSON.stringify(message)) }));
      assert.deepEqual([opaque, stats.unread ?? 0], [[], 0], name);
    }
  });
});
