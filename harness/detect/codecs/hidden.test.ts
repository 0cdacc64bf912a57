import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { createRandomBytes } from '../testing/random.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';

const VISIT = 'https://k3x9m2q7w4tz-p8v1n5r6y0ab.example/h7j2d9f4g6sl/garden?q=z5c8b1n4t7wq';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };
const WORDS =
  'the garden by the harbour is open today and the ferry leaves at noon with a basket of copper '.repeat(20);

const bitsOf = (data: Uint8Array, isLastFirst: boolean) =>
  [...data].flatMap((byte) => {
    const bits = [...byte.toString(2).padStart(8, '0')].map(Number);

    return isLastFirst ? bits.toReversed() : bits;
  });
/** Changes one character of a text for each bit. */
const carry = (
  text: string,
  bits: readonly number[],
  isCarrier: RegExp,
  one: (character: string) => string,
  zero = (character: string) => character,
) => {
  let at = 0;
  let carried = '';
  for (const character of text) {
    if (at === bits.length && isCarrier.test(character)) break;
    carried += isCarrier.test(character) ? (bits[at++] === 1 ? one : zero)(character) : character;
  }

  return carried;
};
const TWINS: Record<string, string> = {
  a: 'а',
  c: 'с',
  e: 'е',
  o: 'о',
  p: 'р',
  x: 'х',
  y: 'у',
  i: 'і',
  s: 'ѕ',
  j: 'ј',
  h: 'һ',
  k: 'к',
};
const marks = (bits: readonly number[], pair: readonly string[]) => bits.map((bit) => pair[bit]).join('');

type Hide = (data: Uint8Array, isLastFirst: boolean, pair: readonly [string, string]) => string;
const ways: Record<string, Hide> = {
  'the case of letters': (data, isLastFirst) =>
    carry(WORDS, bitsOf(data, isLastFirst), /[a-z]/, (letter) => letter.toUpperCase()),
  'the case of letters behind other text': (data, isLastFirst) =>
    `${WORDS.slice(0, 300)}${carry(WORDS, bitsOf(data, isLastFirst), /[a-z]/, (letter) => letter.toUpperCase())}`,
  'the case of letters before other text': (data, isLastFirst) =>
    `${carry(WORDS, bitsOf(data, isLastFirst), /[a-z]/, (letter) => letter.toUpperCase())} ${WORDS}${WORDS}`,
  'two invisible characters': (data, isLastFirst, pair) =>
    `Today${marks(bitsOf(data, isLastFirst), pair)} is open`,
  'an invisible character after letters': (data, isLastFirst, [mark]) =>
    carry(WORDS, bitsOf(data, isLastFirst), /[a-z]/, (letter) => `${letter}${mark}`),
  'variation selectors': (data) =>
    `Today${[...data].map((byte) => String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16)).join('')}`,
  tags: (data) => `Today${[...data].map((byte) => String.fromCodePoint(0xe0000 + (byte & 127))).join('')}`,
  'combining marks': (data, isLastFirst) =>
    carry(WORDS, bitsOf(data, isLastFirst), /[a-z]/, (letter) => `${letter}\u0332`),
  'tabs for spaces': (data, isLastFirst) =>
    carry(WORDS.repeat(5), bitsOf(data, isLastFirst), / /, () => '\t'),
  'double spaces': (data, isLastFirst) => carry(WORDS.repeat(5), bitsOf(data, isLastFirst), / /, () => '  '),
  'unusual spaces': (data, isLastFirst) =>
    carry(WORDS.repeat(5), bitsOf(data, isLastFirst), / /, () => '\u2009'),
  'spaces and tabs at the end': (data, isLastFirst) =>
    `Today${marks(bitsOf(data, isLastFirst), [' ', '\t'])}\n.`,
  'letters of another alphabet': (data, isLastFirst) =>
    carry(WORDS.repeat(3), bitsOf(data, isLastFirst), /[aceopxyisjhk]/, (letter) => TWINS[letter] ?? letter),
};
const pairs = fc.constantFrom<[string, string]>(
  ['\u200b', '\u200c'],
  ['\u2060', '\u00ad'],
  ['\u200e', '\u200f'],
  ['\u2062', '\ufeff'],
);
const messageOf = (text: string) => exchangeOf({ body: Buffer.from(JSON.stringify({ v: 2, note: text })) });

describe('symbols that a text hides', () => {
  for (const [name, hide] of Object.entries(ways))
    it(`are decoded: ${name}`, () => {
      fc.assert(
        fc.property(fc.boolean(), pairs, (isLastFirst, pair) => {
          const exchange = messageOf(hide(Buffer.from(VISIT), isLastFirst, pair));
          const { findings } = scanOf([visit], exchange);
          assert.ok(findings.length > 0, String(exchange.body));
          for (const finding of findings)
            assert.ok(locate(exchange, finding, visit, DEFAULT_BUDGET), finding.chain.join(' > '));
        }),
        { numRuns: 5, seed: 9 },
      );
    });

  it('count as opaque or unread if they are not decoded', () => {
    const bytes = createRandomBytes(22);
    for (const [name, hide] of Object.entries(ways))
      for (let run = 0; run < 5; run++) {
        const { opaque, stats } = scanOf(
          [visit],
          messageOf(hide(bytes(20), run % 2 === 0, ['\u200b', '\u2060'])),
        );
        assert.ok(opaque.length > 0 || (stats.unread ?? 0) > 0, name);
      }
  });

  const innocent: Record<string, string> = {
    'a sentence':
      'The garden by the harbour is open today, and the ferry leaves at noon with a basket of copper kettles for the market on the other side of the bay, where a band plays until the evening.',
    'a title': 'The Garden by the Harbour Is Open Today | NEWS and TRAVEL',
    'names of classes':
      'ReportFragment ActivityInitializationListener SensorsDataAPI trackEvent isPrivateMode getSavedInstanceState',
    emoji: '👨‍👩‍👧‍👦 ❤️ ☀️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👩🏽‍💻 '.repeat(3),
    Persian: 'می‌خواهم به کتاب‌خانه‌ها بروم و کتاب‌های تازه‌ای بخوانم '.repeat(3),
    Hindi: 'क्‍षेत्र में नई पुस्तकों की सूची '.repeat(6),
    'text with decomposed accents': 'Été à la plage où voilà l’été, größer als Öl '
      .repeat(3)
      .normalize('NFD'),
    'text in two alphabets': 'Яндекс Browser и Google Chrome для Android: новости и погода в Москве. '.repeat(
      3,
    ),
    code: 'function open() {\n\tif (isOpen) {\n\t\treturn open;\n\t}\n}\n'.repeat(10),
    'lines with spaces before them': 'a:\n  garden:\n    harbour\n  ferry:\n    copper\n'.repeat(10),
  };
  for (const [name, text] of Object.entries(innocent))
    it(`are not seen in ${name}`, () => {
      const { opaque, stats } = scanOf([visit], messageOf(text));
      assert.deepEqual([opaque, stats.unread ?? 0], [[], 0]);
    });
});

describe('random words and signs', () => {
  const bytes = createRandomBytes(23);
  const letters = (alphabet: readonly string[], length: number) =>
    [...bytes(length)].map((byte) => alphabet[byte % alphabet.length] ?? '').join('');
  const signs = (first: number, count: number) =>
    Array.from({ length: count }, (_, at) => String.fromCodePoint(first + at));
  const lower = [...'abcdefghijklmnopqrstuvwxyz'];
  const random: Record<string, () => string> = {
    'words of a path': () =>
      `https://cdn.test/${Array.from({ length: 12 }, () => letters(lower, 6)).join('/')}/index.html`,
    'words of a path with other words': () =>
      `https://cdn.test/${Array.from({ length: 14 }, () => `images/${letters(lower, 7)}`).join('/')}`,
    'words of a query': () =>
      `https://cdn.test/a?${Array.from({ length: 12 }, (_, at) => `k${at}=${letters(lower, 7)}`).join('&')}`,
    'letters and digits in a path': () =>
      `https://cdn.test/${Array.from({ length: 12 }, () => letters([...lower, ...'0123456789'], 7)).join('/')}`,
    'words with dashes': () => Array.from({ length: 14 }, () => letters(lower, 6)).join('-'),
    'words of a sentence': () => Array.from({ length: 14 }, () => letters(lower, 6)).join(' '),
    emoji: () => letters(signs(0x1f400, 16), 60),
    flags: () => letters(signs(0x1f1e6, 26), 60),
    braille: () => letters(signs(0x2800, 256), 40),
    'Chinese characters': () => letters(signs(0x4e00, 256), 40),
    'private characters': () => letters(signs(0xe000, 64), 60),
    arrows: () => letters(signs(0x2190, 32), 60),
  };
  for (const [name, write] of Object.entries(random))
    it(`are opaque or unread: ${name}`, () => {
      for (let run = 0; run < 10; run++) {
        const text = write();
        const exchanges = [messageOf(text), exchangeOf({ body: Buffer.from(text) })];
        if (text.startsWith('https:')) exchanges.push(exchangeOf({ url: text }));
        for (const exchange of exchanges) {
          const { opaque, stats } = scanOf([visit], exchange);
          assert.ok(opaque.length > 0 || (stats.unread ?? 0) > 0, text);
        }
      }
    });

  const plain: Record<string, string> = {
    'an address':
      'https://www.daily-river-news.example/world/2026/11/22/garden-by-the-harbour-opens?utm_source=start&utm_medium=widget',
    'an address with numbers': 'https://shop.test/item/12345678/copper-basket-2?size=42&page=3&ref=home123',
    'a sentence in German':
      'Die Fährverbindung zwischen Hafen und Garten wird im nächsten Frühjahr wieder aufgenommen, sagte der Sprecher',
    'a sentence in Polish':
      'Wczoraj wieczorem wszystkie przystanki przy porcie zostały zamknięte z powodu silnego wiatru',
    'a sentence in Finnish':
      'Satamassa avattiin eilen uusi puutarha, jossa voi kävellä ja nauttia merellisestä tunnelmasta',
    'a sentence in Turkish':
      'Limandaki bahçe bugün açıldı ve vapur öğleden sonra kalkacak dediler gazeteciler yine',
    pinyin:
      'zhongguo xinwen wang zuixin baodao shanghai gangkou huayuan jintian kaifang huanying guangda shimin',
    'a user agent':
      'Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.43 Mobile Safari/537.36',
  };
  for (const [name, text] of Object.entries(plain))
    it(`are not seen in ${name}`, () => {
      const { opaque, stats } = scanOf([visit], messageOf(text));
      assert.deepEqual([opaque, stats.unread ?? 0], [[], 0]);
    });
});
