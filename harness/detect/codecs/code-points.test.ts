import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { Content } from '../content.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { codePoints } from './code-points.ts';
import { jsonEscapes } from './json-escapes.ts';
import { percent } from './percent.ts';

const SEED = 3;
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
const eachUnit = (text: string, write: (unit: number) => string) =>
  Array.from({ length: text.length }, (_, at) => write(text.charCodeAt(at)));
const eachCode = (text: string, write: (code: number) => string) =>
  [...text].map((character) => write(character.codePointAt(0) ?? 0));

/** Ways to write a code point or a UTF-16 unit, as programs do. */
const ESCAPES: Readonly<Record<string, (text: string) => string>> = {
  'JavaScript escape': (text) => escape(text),
  'all percent-u': (text) => eachUnit(text, (unit) => `%u${hex(unit, 4)}`).join(''),
  'upper percent-u': (text) => eachUnit(text, (unit) => `%u${hex(unit, 4).toUpperCase()}`).join(''),
  'JavaScript in braces': (text) => eachCode(text, (code) => `\\u{${hex(code, 1)}}`).join(''),
  'Perl in braces': (text) => eachCode(text, (code) => `\\x{${hex(code, 4)}}`).join(''),
  'Python of eight digits': (text) => eachCode(text, (code) => `\\U${hex(code, 8)}`).join(''),
  'Unicode notation': (text) => eachCode(text, (code) => `U+${hex(code, 4).toUpperCase()}`).join(' '),
  'Unicode notation, lower, with commas': (text) => eachCode(text, (code) => `u+${hex(code, 4)}`).join(','),
  'Unicode notation without separators': (text) =>
    eachCode(text, (code) => `U+${hex(code, 4).toUpperCase()}`).join(''),
  'R in signs': (text) => eachCode(text, (code) => `<U+${hex(code, 4).toUpperCase()}>`).join(''),
  '.NET names': (text) => eachUnit(text, (unit) => `_x${hex(unit, 4).toUpperCase()}_`).join(''),
  'Info-ZIP names': (text) => eachUnit(text, (unit) => `#U${hex(unit, 4)}`).join(''),
};

const query = (value: string) => encodeURIComponent(value);
const CARRIERS: Readonly<Record<string, (value: string) => Partial<Exchange>>> = {
  'in a query, as it is': (value) => ({ url: `https://collector.test/s?wd=${bare(value)}&n=1` }),
  'in a query, escaped again': (value) => ({ url: `https://collector.test/s?wd=${query(value)}` }),
  'in a path': (value) => ({ url: `https://collector.test/s/${query(value)}/x` }),
  'in a form': (value) => ({ body: Buffer.from(`a=1&wd=${bare(value)}`) }),
  'in a cookie': (value) => ({ headers: [['cookie', `a=1; title=${value.replaceAll(/[,;]/g, ' ')}`]] }),
  'in JSON': (value) => ({ body: Buffer.from(JSON.stringify({ event: 'search', q: value })) }),
  'in text': (value) => ({ body: Buffer.from(`title: ${value}\n`) }),
};
/** What a browser sends of a value that was put into an address without escapes. */
const bare = (value: string) =>
  value.replaceAll(/[ #<>{}"&]/g, (sign) => `%${hex(sign.charCodeAt(0), 2).toUpperCase()}`);

/** Words in several scripts, also with characters beyond the Basic Multilingual Plane, and tokens. */
const words = fc
  .array(
    fc
      .constantFrom(
        '上海徐汇区公寓出租抑郁症',
        'симптомыдепрессии',
        '우울증자가진단',
        'うつ病チェック',
        '𠮷野家𪚥',
      )
      .chain((letters) => fc.array(fc.constantFrom(...letters), { minLength: 3, maxLength: 6 }))
      .map((letters) => letters.join('')),
    { minLength: 2, maxLength: 3 },
  )
  .map((each) => each.join(' '));
const tokens = fc.stringMatching(/^k[a-z][0-9][a-z0-9]{9}$/);
const canaries: fc.Arbitrary<Canary> = fc.oneof(
  words.map((value): Canary => ({ id: 'c', kind: 'search', value })),
  tokens.map((token): Canary => ({ id: 'c', kind: 'host', value: `${token}.example` })),
  tokens.map(
    (token): Canary => ({ id: 'c', kind: 'url', value: `https://k3x9m2q7w4tz.example/${token}?q=a%20b` }),
  ),
);

describe('escapes of code points', () => {
  for (const [name, write] of Object.entries(ESCAPES))
    it(`give a canary in every place, and replay: ${name}`, () => {
      fc.assert(
        fc.property(canaries, (canary) => {
          const exchanges = Object.values(CARRIERS).map((send, index) =>
            exchangeOf({ ...send(write(canary.value)), index }),
          );
          const { findings } = scanOf([canary], ...exchanges);
          for (const [index, place] of Object.keys(CARRIERS).entries()) {
            const found = findings.filter((each) => each.exchange === index && each.match !== 'part');
            assert.ok(found.length > 0, `${canary.value} ${place}: ${write(canary.value)}`);
            for (const each of found)
              assert.ok(locate(exchanges[index]!, each, canary, DEFAULT_BUDGET), each.chain.join(' > '));
          }
        }),
        { numRuns: 6, seed: SEED, endOnFailure: true },
      );
    });

  it('give no canary that differs in one character', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...Object.values(ESCAPES)), fc.nat(), (value, write, nat) => {
        const characters = [...value];
        const at = nat % characters.length;
        fc.pre(characters[at] !== ' ');
        characters[at] = characters[at] === '海' ? '区' : '海';
        const exchanges = Object.values(CARRIERS).map((send, index) =>
          exchangeOf({ ...send(write(characters.join(''))), index }),
        );
        const { findings } = scanOf([{ id: 'c', kind: 'search', value }], ...exchanges);
        assert.deepEqual(
          findings.filter(({ match }) => match === 'whole'),
          [],
        );
      }),
      { numRuns: 30, seed: SEED },
    );
  });

  const single: [text: string, decoded: string | undefined][] = [
    ['%25u0041', '%u0041'],
    ['%u0025%u0034%u0031', '%41'],
    ['%ud83d%ude00 %ud83d', '😀 \ufffd'],
    ['100%u004 %up', undefined],
    ['\\u{110000}', undefined],
    ['you+1234 menu 20245678 UU+ab', undefined],
  ];
  for (const [text, decoded] of single)
    it(`are decoded once, if they are any: ${text}`, () => {
      const input = { content: Content.ofText(text), mimeType: '', contentType: '', codings: [] };
      const layers = [percent, jsonEscapes, codePoints].flatMap(
        (codec) => codec.open(input, { bytesLeft: 1 << 10, cutShort() {} }).layers,
      );
      assert.deepEqual(
        layers.map(({ content }) => content.text),
        decoded === undefined ? [] : [decoded],
      );
    });
});
