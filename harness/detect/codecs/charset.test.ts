import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { createCharsetEncoders } from '../match/charset-encoder.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { CHARSETS } from './charsets.ts';

const SEED = 6;
/** Random searches for each charset; each is sent in every way. */
const RUNS = 2;

/** Letters of each charset, by their script. */
const LETTERS: Readonly<Record<string, string>> = {
  gb18030:
    '白头翁观鸟杭州的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子',
  big5: '白頭翁觀鳥臺北的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也十',
  'euc-kr': '가나다라마바사아자차카타파하고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후한국어검색',
  'euc-jp': '東京都庭園あいうえおかきくけこさしすせそたちつてとアイウエオカキクケコサシスセソ日本語検索',
  'iso-2022-jp': '東京都庭園あいうえおかきくけこさしすせそたちつてとアイウエオカキクケコサシスセソ日本語検索',
  shift_jis: '東京都庭園あいうえおかきくけこさしすせそたちつてとアイウエオカキクケコサシスセソ日本語検索表',
  'windows-1250': 'ąćęłńóśźżěščřžýáíéúůďťňáäčőű',
  'windows-1251': 'абвгдежзийклмнопрстуфхцчшщъыьэюя',
  'windows-1253': 'αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ',
  'windows-1254': 'çğıöşüabcdefghı',
  'windows-1255': 'אבגדהוזחטיכלמנסעפצקרשת',
  'windows-1256': 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي',
  'iso-8859-6': 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي',
  'iso-8859-8': 'אבגדהוזחטיכלמנסעפצקרשת',
  'windows-1257': 'ąčęėįšųūžāčēģīķļņšūž',
  'windows-1258': 'ăâđêôơưếềểễệốồổỗộ',
  'windows-874': 'กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ',
  'koi8-r': 'абвгдежзийклмнопрстуфхцчшщъыьэюя',
  'koi8-u': 'абвгдежзийклмнопрстуфхцчшщьюяєіїґ',
  ibm866: 'абвгдежзийклмнопрстуфхцчшщъыьэюя',
  'iso-8859-2': 'ąćęłńóśźżěščřžýáíéúůďťňáäčőű',
  'iso-8859-5': 'абвгдежзийклмнопрстуфхцчшщъыьэюя',
  'iso-8859-7': 'αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ',
  'x-mac-cyrillic': 'абвгдежзийклмнопрстуфхцчшщъыьэю',
  'hz-gb-2312':
    '白头翁观鸟杭州的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动',
  'iso-2022-kr':
    '가나다라마바사아자차카타파하고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후한국어검색',
  'iso-2022-cn':
    '白头翁观鸟杭州的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动',
};
/** In UTF-16 and UTF-32: also letters whose codes are ASCII bytes. */
const WIDE_LETTERS =
  'абвгдежзиклмнопрستابجحخเจียงใหม่한국어검색とうきょうαβγδεζאבגדה中在上下不一国人的大这个们来';
const ANY_LETTERS = 'äöüßéèçñåøабвгдежзи白头翁观鸟杭州東京가나다라';
const ALL_LETTERS = Object.values(LETTERS).join('') + ANY_LETTERS;
const ENCODERS = createCharsetEncoders(ALL_LETTERS + ALL_LETTERS.toUpperCase());
const NAMES = CHARSETS.map(({ name }) => name);

const lettersOf = (name: string) =>
  LETTERS[name] ?? (/^utf-(?:16|32)/.test(name) ? WIDE_LETTERS : ANY_LETTERS);

/** A search of two or three words, in the letters of a charset. */
const searchIn = (name: string) => {
  const letters = [...lettersOf(name)].filter((each) => encode(name, each));
  const word = fc
    .array(fc.constantFrom(...letters), { minLength: 3, maxLength: 7 })
    .map((each) => each.join('').normalize('NFC'));

  return fc.array(word, { minLength: 2, maxLength: 3 }).map((words) => words.join(' '));
};

/** Text as a sender in this charset writes it; undefined if a character is missing. */
function encode(name: string, text: string): Buffer | undefined {
  const encoder = ENCODERS.find(({ charset }) => charset.name === name)!;
  if (encoder.charset.unit) return encoder.encode(text)[0];
  const pieces = text.split(/([\u0000-\u007f]+)/).map((piece, at) => {
    if (at % 2 === 1 || piece === '') return Buffer.from(piece);
    const [bytes] = encoder.encode(piece);
    if (!bytes) return undefined;
    const [before, after] = SHIFTS[name] ?? ['', ''];

    return Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
  });

  return pieces.some((piece) => piece === undefined)
    ? undefined
    : Buffer.concat([Buffer.from(DESIGNATORS[name] ?? ''), ...(pieces as Buffer[])]);
}

/** What the first line of a text begins with (RFC 1557 and RFC 1922). */
const DESIGNATORS: Readonly<Record<string, string>> = {
  'iso-2022-kr': '\u001b$)C',
  'iso-2022-cn': '\u001b$)A',
};
const SHIFTS: Readonly<Record<string, readonly [string, string]>> = {
  'iso-2022-jp': ['\u001b$B', '\u001b(B'],
  'iso-2022-kr': ['\u000e', '\u000f'],
  'iso-2022-cn': ['\u000e', '\u000f'],
  'hz-gb-2312': ['~{', '~}'],
  'utf-7': ['', '-'],
  'utf-7-imap': ['', '-'],
};

const escaped = (bytes: Buffer) =>
  [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('');
const asLatin1 = (bytes: Buffer) => bytes.toString('latin1');
const inJson = (value: string) => ({ body: Buffer.from(JSON.stringify({ event: 'search', q: value })) });

/** Ways to send the bytes. */
const CARRIERS: Readonly<Record<string, (bytes: Buffer) => Partial<Exchange>>> = {
  'in a query, percent-encoded': (bytes) => ({
    url: `https://collector.test/s?ie=x&wd=${escaped(bytes)}&n=1`,
  }),
  'in a path, percent-encoded': (bytes) => ({ url: `https://collector.test/s/${escaped(bytes)}/x` }),
  'in a form': (bytes) => ({ body: Buffer.from(`a=1&wd=${escaped(bytes).replaceAll('%20', '+')}&n=1`) }),
  'in a form, bare': (bytes) => ({
    body: Buffer.concat([Buffer.from('a=1&wd='), bytes, Buffer.from('&n=1')]),
  }),
  'in JSON, bare': (bytes) => ({
    body: Buffer.concat([Buffer.from('{"event":"search","q":"'), bytes, Buffer.from('","n":1}')]),
  }),
  'in JSON, as Latin-1': (bytes) => inJson(asLatin1(bytes)),
  'in JSON, escaped': (bytes) => ({
    body: Buffer.from(
      `{"q":"${[...bytes].map((byte) => `\\u00${byte.toString(16).padStart(2, '0')}`).join('')}"}`,
    ),
  }),
  'in JSON, in base64': (bytes) => inJson(bytes.toString('base64')),
  'in text, in base64': (bytes) => ({ body: Buffer.from(`saw <${bytes.toString('base64')}> now`) }),
  'in JSON, in hex': (bytes) => inJson(bytes.toString('hex')),
  'in gzip': (bytes) => ({
    body: gzipSync(Buffer.concat([Buffer.from('title: '), bytes, Buffer.from('\n')])),
  }),
  'in protobuf': (bytes) => ({
    body: Buffer.concat([Buffer.from([0x08, 0x07, 0x12, bytes.length]), bytes, Buffer.from([0x18, 0x01])]),
  }),
  alone: (body) => ({ body }),
};

/** One exchange for each carrier. Each has its own recipient, because values of one recipient would be joined. */
const inEveryCarrier = (bytes: Buffer) =>
  Object.values(CARRIERS).map((send, index) => {
    const { url = 'https://collector.test/upload', ...fields } = send(bytes);

    return exchangeOf({ ...fields, url: url.replace('collector', `collector${index}`), index });
  });

describe('text in another charset', function () {
  this.timeout(0);
  for (const name of NAMES)
    it(`gives a search in every place, and replays: ${name}`, () => {
      fc.assert(
        fc.property(searchIn(name), (words) => {
          const canary: Canary = { id: 'c', kind: 'search', value: words };
          const bytes = encode(name, words)!;
          const exchanges = inEveryCarrier(bytes);
          const { findings } = scanOf([canary], ...exchanges);
          for (const [index, way] of Object.keys(CARRIERS).entries()) {
            const found = findings.filter(({ exchange, match }) => exchange === index && match === 'whole');
            assert.ok(found.length > 0, `${words} ${way}: ${bytes.toString('hex')}`);
            for (const each of found)
              assert.ok(locate(exchanges[index]!, each, canary, DEFAULT_BUDGET), each.chain.join(' > '));
          }
        }),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
    });

  it('gives no search that differs in one letter', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES).chain((name) => fc.tuple(fc.constant(name), searchIn(name))),
        fc.nat(),
        ([name, words], at) => {
          const letters = [...words];
          const place = at % letters.length;
          const other = [...lettersOf(name)].find((each) => each !== letters[place] && encode(name, each))!;
          fc.pre(letters[place] !== ' ');
          letters[place] = other;
          const bytes = encode(name, letters.join(''))!;
          const canary: Canary = { id: 'c', kind: 'search', value: words };
          const exchanges = inEveryCarrier(bytes);
          const { findings } = scanOf([canary], ...exchanges);
          // Two of its words that are long enough are a finding of a part.
          assert.deepEqual(
            findings.filter(({ match }) => match === 'whole'),
            [],
          );
        },
      ),
      { numRuns: 20, seed: SEED, endOnFailure: true },
    );
  });

  it('is found in upper case, and with a capital', () => {
    for (const name of [
      'windows-1251',
      'koi8-r',
      'ibm866',
      'iso-8859-7',
      'windows-1253',
      'iso-8859-2',
      'utf-16be',
    ]) {
      const words = [...lettersOf(name)]
        .slice(0, 14)
        .join('')
        .replace(/^(.{6})/, '$1 ');
      const canary: Canary = { id: 'c', kind: 'search', value: words };
      for (const written of [words.toUpperCase(), words.replace(/./, (first) => first.toUpperCase())]) {
        const exchange = exchangeOf(CARRIERS['in a form']!(encode(name, written)!));
        assert.equal(scanOf([canary], exchange).findings.length, 1, `${name} ${written}`);
      }
    }
  });

  it('is found behind a length byte that could begin a character', () => {
    const words = '白头翁观鸟杭州'.repeat(10);
    const canary: Canary = { id: 'c', kind: 'text', value: words };
    const bytes = encode('gb18030', words)!;
    const exchange = exchangeOf({ body: Buffer.concat([Buffer.from([7, 1, 2, bytes.length]), bytes]) });
    const [finding] = scanOf([canary], exchange).findings;
    assert.equal(finding?.match, 'whole');
    assert.ok(locate(exchange, finding, canary, DEFAULT_BUDGET));
  });

  it('is decoded if a header or the text announces the charset', () => {
    const canary: Canary = { id: 'c', kind: 'text', value: 'k3x9m2q7w4tz' };
    const value = Buffer.from('k3x9m2q7w4tz').toString('base64');
    for (const [head, type] of [
      ['', 'application/json; charset=gbk'],
      ['<?xml version="1.0" encoding="GB2312"?>', 'application/xml'],
    ] as const) {
      const body = Buffer.concat([
        Buffer.from(`${head}{"t":"`),
        encode('gb18030', '白头翁观鸟杭州')!,
        Buffer.from(`","v":"${value}"}`),
      ]);
      const exchange = exchangeOf({ body, headers: [['content-type', type]] });
      const { findings, opaque } = scanOf([canary], exchange);
      assert.deepEqual(opaque, []);
      assert.ok(findings.some(({ chain }) => chain[0]?.startsWith('charset:gb')));
    }
  });
});

describe('createCharsetEncoders', () => {
  it('writes what iconv writes', () => {
    const names: Record<string, string> = { 'windows-874': 'cp874', ibm866: 'cp866' };
    for (const name of NAMES.filter((each) => !/^utf-7|^iso-2022|^hz|mac/.test(each)))
      for (const letters of [lettersOf(name)]) {
        const known = [...letters].filter((letter) => encode(name, letter));
        const lines = known.join('\n');
        const written = iconv(names[name] ?? name, lines);
        if (written) assert.deepEqual(encode(name, lines), written, name);
      }
  });

  it("lets iconv's output be found in charsets with marks", () => {
    for (const name of ['iso-2022-kr', 'iso-2022-cn', 'iso-2022-jp', 'utf-7', 'utf-16', 'utf-32']) {
      const words = [...lettersOf(name)]
        .slice(0, 9)
        .join('')
        .replace(/^(.{4})/u, '$1 ');
      const written = iconv(name, words);
      if (!written) continue;
      const { findings } = scanOf([{ id: 'c', kind: 'search', value: words }], exchangeOf({ body: written }));
      assert.ok(
        findings.some(({ match }) => match === 'whole'),
        `${name} ${written.toString('hex')}`,
      );
    }
  });
});

/** Undefined if iconv does not know the charset or lacks a letter. */
function iconv(name: string, text: string): Buffer | undefined {
  try {
    return execFileSync('iconv', ['-f', 'utf-8', '-t', name], {
      input: text,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch {
    return undefined; // Compared where iconv can.
  }
}
