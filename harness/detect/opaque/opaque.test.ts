import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';

import { BYTES, SENSE, TEXTS } from '../codecs/testing/encodings.ts';
import { createRandomBytes } from '../testing/random.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';

const bytes = createRandomBytes(11);
const json = (value: unknown): Partial<Exchange> => ({ body: Buffer.from(JSON.stringify(value)) });
const uuid = () =>
  `${bytes(4).toString('hex')}-${bytes(2).toString('hex')}-4${bytes(2).toString('hex').slice(1)}-a${bytes(2).toString('hex').slice(1)}-${bytes(6).toString('hex')}`;
const letters = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[bytes(4).readUInt32BE(0) % alphabet.length]).join('');

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const BASE62 = `${UPPER}${UPPER.toLowerCase()}${DIGITS}`;

/** Source: AES-128-CBC as in `javax.crypto`, with the initialization vector first, as SDKs send single values. */
function encrypted(url: string): Buffer {
  const iv = bytes(16);
  const cipher = createCipheriv('aes-128-cbc', bytes(16), iv);

  return Buffer.concat([iv, cipher.update(url), cipher.final()]);
}
/** A multipart form with one part, and the bytes after it. */
function partsOf(
  [head, body]: [head: string, body: Buffer],
  trailer: Buffer = Buffer.alloc(0),
): Partial<Exchange> {
  return {
    headers: [['Content-Type', 'multipart/form-data; boundary=b']],
    body: Buffer.concat([Buffer.from(`--b\r\n${head}\r\n\r\n`), body, Buffer.from('\r\n--b--\r\n'), trailer]),
  };
}

/** Source: RFC 1952, 2.3.1.1. */
function withExtra(extra: Buffer): Buffer {
  const plain = gzipSync('{"event":"start"}');
  const head = Buffer.from(plain.subarray(0, 10));
  head[3] = 4;

  return Buffer.concat([head, Buffer.from([extra.length, 0]), extra, plain.subarray(10)]);
}
const NULS = Buffer.alloc(2);
const SENTENCE = Buffer.from('the model of the phone and its place');
/** A Zstandard frame whose only block is stored uncompressed. */
const stored = (head: string, isLast: number, size: number) =>
  Buffer.concat([
    Buffer.from(head, 'hex'),
    Buffer.from([(size << 3) | isLast, size >> 5, 0]),
    SENTENCE.subarray(0, size),
  ]);
/** A separate generator, so that the values of the other cases do not change. */
const hidden = createRandomBytes(12);
/** Text that is still long after compression. */
const WORDS = Array.from({ length: 120 }, () => hidden(3).toString('hex')).join(' ');
const URL = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab/garden';

/** A canary that no exchange contains. It makes the detector search short text too. */
const other: Canary = { id: 'v', kind: 'url', value: 'https://zzq8k5tmrye0.example/a0c8k5tmrye1' };

describe('opaque content', () => {
  const cases: [
    name: string,
    fields: Partial<Exchange>,
    bytes: [min: number, max: number],
    reason: RegExp,
  ][] = [
    [
      'an encrypted URL in base64',
      json({ q: encrypted(URL).toString('base64') }),
      [80, 80],
      /json:\$\.q > base64/,
    ],
    ['an encrypted URL in hex', json({ q: encrypted(URL).toString('hex') }), [80, 80], /json:\$\.q > hex/],
    ['36 bytes in base64', json({ a: 1, q: bytes(36).toString('base64') }), [36, 36], /no codec can decode/],
    ['24 bytes in hex', json({ a: 'b', q: bytes(24).toString('hex') }), [24, 24], /no codec can decode/],
    [
      'bytes as text, one character for each',
      json({ q: bytes(60).toString('latin1') }),
      [60, 60],
      /> latin1/,
    ],
    [
      'bytes that are percent-encoded',
      { body: Buffer.from(`q=${bytes(60).toString('hex').replaceAll(/../g, '%$&')}`) },
      [60, 60],
      /form:q > latin1/,
    ],
    ['an int[]', json({ q: Array.from({ length: 16 }, () => bytes(4).readInt32BE()) }), [64, 64], /numbers/],
    [
      'a long[] as text',
      json({ q: Array.from({ length: 8 }, () => String(bytes(8).readBigInt64BE())).join(',') }),
      [64, 64],
      /json:\$\.q > number-list/,
    ],
    [
      'a part of a form',
      partsOf([`Content-Disposition: form-data; name="q"`, hidden(60)]),
      [60, 60],
      /multipart:q/,
    ],
    [
      'bytes after the parts of a form',
      partsOf([`Content-Disposition: form-data; name="q"`, Buffer.from('x')], hidden(60)),
      [60, 66],
      /multipart-rest/,
    ],
    [
      'a value after a name with digits',
      json({ q1w2e3r4t5y6u7i8o9: 'x', q: hidden(60).toString('base64') }),
      [60, 60],
      /json:\$\.q > base64/,
    ],
    [
      'a value next to a list of small numbers',
      json({ event: 'page', colours: [...hidden(20)], q: hidden(60).toString('base64') }),
      [60, 60],
      /json:\$\.q > base64/,
    ],
    [
      'a host whose path has digits',
      {
        url: `https://${hidden(30).toString('hex')}.${hidden(30).toString('hex')}.c.test/a1b2c3d4e5f6g7h8i9j0`,
        host: 'c.test',
      },
      [55, 62],
      /labels|host/,
    ],
    [
      'bytes after compressed data after a mark',
      { body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), gzipSync(WORDS), hidden(60)]) },
      [60, 60],
      /no codec can decode these bytes/,
    ],
    [
      'Chinese characters in random order, as in base16384',
      json({
        q: Array.from({ length: 40 }, () =>
          String.fromCharCode(0x4e00 + (hidden(2).readUInt16BE() & 0x3fff)),
        ).join(''),
      }),
      [55, 70],
      /random-looking text/,
    ],
    [
      'bytes as braille',
      json({ q: [...hidden(60)].map((byte) => String.fromCharCode(0x2800 + byte)).join('') }),
      [30, 60],
      /random-looking text/,
    ],
    [
      'a query after a path with digits',
      { url: `https://c.test/a1b2c3d4e5f6g7h8/i9?d=${hidden(60).toString('base64url')}` },
      [60, 60],
      /query:d > base64/,
    ],
    [
      'bytes after gzip',
      { body: Buffer.concat([gzipSync('{"event":"start"}'), hidden(60)]) },
      [60, 60],
      /rest:behind/,
    ],
    [
      'bytes after Zstandard',
      { body: Buffer.concat([stored('28b52ffd2024', 1, 36), hidden(60)]) },
      [60, 60],
      /rest:behind/,
    ],
    [
      'bytes after an LZ4 frame',
      {
        body: Buffer.concat([Buffer.from('04224d1860408224000080', 'hex'), SENTENCE, NULS, NULS, hidden(60)]),
      },
      [60, 60],
      /rest:behind/,
    ],
    [
      'a skippable frame of Snappy',
      {
        body: Buffer.concat([
          Buffer.from('ff060000734e6150705901280000', 'hex'),
          hidden(4),
          SENTENCE,
          Buffer.from([0x80, 60, 0, 0]),
          hidden(60),
        ]),
      },
      [60, 64],
      /rest:behind/,
    ],
    ['a field in the header of gzip', { body: withExtra(hidden(60)) }, [60, 60], /rest:extra/],
    [
      'bytes before compressed data',
      {
        body: Buffer.concat([hidden(60), gzipSync(WORDS)]),
      },
      [60, 60],
      /no codec can decode these bytes/,
    ],
    [
      'bytes within much text',
      {
        body: Buffer.concat([
          Buffer.from('model of the phone, region, language '.repeat(9)),
          NULS,
          hidden(60),
        ]),
      },
      [60, 62],
      /no codec can decode these bytes/,
    ],
    [
      'base64 after bytes of a private format',
      {
        body: Buffer.concat([
          Buffer.from([0, 1, 2, 255, 254, 3, 1]),
          Buffer.from(hidden(60).toString('base64')),
        ]),
      },
      [55, 60],
      /in text/,
    ],
    [
      'a line within JSON',
      { body: Buffer.from(`{"a":"hello"}\n${hidden(60).toString('base64')}\n{"a":"there"}\n`) },
      [60, 60],
      /lines\[1\] > base64/,
    ],
    [
      'a comment between events',
      { body: Buffer.from(`data: hello\n\n: ${hidden(60).toString('base64')}\n\ndata: there\n\n`) },
      [60, 60],
      /sse\[1\] > base64/,
    ],
    [
      'an instruction of XML',
      { body: Buffer.from(`<?xml version="1.0"?><?p ${hidden(60).toString('base64')}?><a>hello</a>`) },
      [60, 60],
      /xml:tag/,
    ],
    [
      'a number without quotes',
      { body: Buffer.from(`{"a":"hello","n":${BigInt(`0x1${hidden(60).toString('hex')}`)}}`) },
      [59, 61],
      /random-looking text/,
    ],
    ['48 bytes in hex', json({ a: 'b', q: bytes(48).toString('hex') }), [48, 48], /no codec can decode/],
    [
      'one value among identifiers',
      json({ id: uuid(), md5: bytes(16).toString('hex'), q: bytes(60).toString('base64url') }),
      [60, 60],
      /json:\$\.q/,
    ],
    ['base64 of another alphabet', json({ q: letters(`${BASE62}._`, 120) }), [60, 95], /json:\$\.q/],
    ['base62', json({ q: letters(BASE62, 64) }), [40, 50], /json:\$\.q/],
    ['base32', json({ q: letters(`${UPPER}234567`, 100) }), [50, 65], /random-looking text/],
    ['letters only', json({ q: letters(UPPER.toLowerCase(), 90) }), [40, 60], /random-looking text/],
    ['Z85', json({ q: letters(`${BASE62}.-:+=^!/*?<>()[]{}@%$#`, 100) }), [60, 90], /random-looking text/],
    ['digits', json({ q: letters(DIGITS, 150) }), [60, 65], /random-looking text/],
    ['text in gzip', { body: gzipSync(letters(`${BASE62}._`, 400)) }, [200, 320], /in gzip/],
    [
      'a word within prose',
      { body: Buffer.from(`seen ${letters(`${BASE62}._`, 200)} today`) },
      [100, 162],
      /random-looking text|in base64/,
    ],
    [
      'a field of a form',
      { body: Buffer.from(`v=2&d=${letters(`${BASE62}._`, 200)}`) },
      [100, 162],
      /in form:d/,
    ],
    [
      'a body that ends like base64',
      { body: Buffer.from(`${letters(`${BASE62}._`, 200)}==`) },
      [100, 162],
      /random-looking text|in base64/,
    ],
    ['a query', { url: `https://c.test/i.gif?d=${letters(`${BASE62}._`, 200)}` }, [100, 162], /in query:d/],
    ['a header', { headers: [['X-Data', bytes(120).toString('base64')]] }, [120, 120], /in base64/],
    [
      'a message',
      { messages: [{ index: 0, data: Buffer.from(letters(`${BASE62}._`, 80)) }] },
      [35, 64],
      /random-looking text|in base64/,
    ],
  ];
  for (const [name, content, [min, upTo], reason] of cases)
    it(`counts ${name}`, () => {
      const [row, ...more] = scanOf([], exchangeOf(content)).opaque;
      assert.deepEqual(more, []);
      assert.equal(row?.class, 'unknown', String(content.body));
      assert.ok(row.bytes >= min && row.bytes <= upTo, `${row.bytes} bytes`);
      assert.match(row.why, reason);
    });

  const notOpaque: [what: string, given: () => Partial<Exchange>, unread?: number][] = [
    ['colours', () => json({ colours: Array.from({ length: 20 }, () => bytes(1).readUInt8()) })],
    ['times', () => json({ at: Array.from({ length: 40 }, (_, at) => 1_790_000_000_000 + at * 12_345) })],
    ['sizes', () => json({ sizes: Array.from({ length: 40 }, () => bytes(4).readUInt32BE() % 1e9) })],
    ['versions and places', () => ({ body: Buffer.from('12.1.4.33.8.120') })],
    [
      'texts of East Asia',
      () =>
        json([
          '小米浏览器在无痕模式下仍然会收集用户访问的网址并上传到服务器，研究人员加布里埃尔·西里格发现了这一问题',
          '小米瀏覽器在無痕模式下仍會收集使用者造訪的網址並上傳到伺服器，研究人員發現了這個問題，龜龍鬱鷹',
          'シークレットモードでもブラウザが閲覧履歴を収集し、サーバーに送信していることが研究者によって発見されました。薔薇と憂鬱',
          '시크릿모드에서도브라우저가방문한웹사이트주소를수집하여서버로전송하는것으로밝혀졌습니다',
          '👍👍👍😂😂❤️🎉🎉👍👍👍😂😂❤️🎉🎉👍👍👍😂😂❤️🎉🎉',
        ]),
    ],
    [
      'words of other languages',
      () => json({ q: 'Été à la plage où voilà l’été, größer als Öl '.repeat(4) }),
    ],
    ['UUIDs', () => json({ distinct_id: uuid(), ids: [uuid(), uuid().toUpperCase()] })],
    ['digests', () => json([16, 20, 28, 32, 64].map((size) => bytes(size).toString('hex')))],
    [
      'digests in base64',
      () => json({ a: 'x', b: bytes(16).toString('base64'), c: bytes(32).toString('base64') }),
    ],
    [
      'Android and advertising ids',
      () => json({ $device_id: bytes(8).toString('hex'), gaid: uuid(), anon_id: `XZ${uuid()}` }),
    ],
    [
      'numbers',
      () => json({ t: 1_700_000_000_123, list: '1700000000123,1700000000456', n: letters(DIGITS, 40) }),
    ],
    [
      'class names',
      () =>
        json({
          c: 'androidx.lifecycle.ReportFragment$ActivityInitializationListener',
          d: 'com.sensorsdata.analytics.android.sdk.SensorsDataAPI##trackEvent##SensorsDataAPI.java##3053',
        }),
    ],
    [
      'a build',
      () => json({ f: 'google/sdk_gphone64_x86_64/emu64x:13/TE1A.220922.034/10940250:userdebug/dev-keys' }),
    ],
    [
      'a user agent',
      () => ({
        headers: [
          [
            'User-Agent',
            'Mozilla/5.0 (Linux; Android 13; sdk_gphone64_x86_64 Build/TE1A.220922.034; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.6099.43 Mobile Safari/537.36 XiaoMi/MiuiBrowser/12.1.4-g',
          ],
        ],
      }),
    ],
    [
      'session cookies',
      () => ({
        headers: [
          [
            'Cookie',
            `NID=511=${bytes(150).toString('base64url')}; sid=${letters(BASE62, 64)}; JSESSIONID=${bytes(16).toString('hex')}`,
          ],
        ],
      }),
    ],
    [
      'the user agent data of a browser',
      () => ({
        headers: [
          ['X-Client-Data', bytes(60).toString('base64')],
          ['Sec-WebSocket-Key', bytes(16).toString('base64')],
          ['If-None-Match', `W/"${bytes(32).toString('hex')}"`],
          ['X-Chrome-UMA-Log-SHA1', bytes(20).toString('hex').toUpperCase()],
          ['Authorization', `Bearer ${letters(BASE62, 180)}`],
          ['traceparent', `00-${bytes(16).toString('hex')}-${bytes(8).toString('hex')}-01`],
        ],
      }),
    ],
    [
      'a signed token',
      () =>
        json({
          token: `${Buffer.from('{"alg":"RS256","typ":"JWT"}').toString('base64url')}.${Buffer.from('{"sub":"1","exp":1700000000}').toString('base64url')}.${bytes(256).toString('base64url')}`,
        }),
    ],
    [
      'tokens of a search engine',
      () => ({
        url: `https://www.google.com/search?q=rain&ei=${bytes(16).toString('base64url')}&sxsrf=${bytes(30).toString('base64url')}:1700000000123`,
      }),
    ],
    [
      'paths with digests',
      () => ({
        url: `https://cdn.test/assets/${bytes(20).toString('hex')}/main.${bytes(4).toString('hex')}.js`,
      }),
    ],
    [
      'prose in another script',
      () =>
        json({
          title: '记者从国家邮政局获悉今年前十个月全国快递业务量累计完成一千亿件同比增长百分之十五点七',
        }),
    ],
    [
      'a picture of the page in words',
      () =>
        json({
          path: '/storage/emulated/0/Android/data/com.mi.globalbrowser.mini/files/Download/Telegram_Documents_2020',
        }),
    ],
    [
      'decoded base64',
      () =>
        json({
          d: Buffer.from(JSON.stringify({ event: 'page', title: 'Garden weather in Lisbon' })).toString(
            'base64',
          ),
        }),
    ],
    [
      'decoded base64 within text',
      () => ({
        body: Buffer.from(
          `v1|${Buffer.from(JSON.stringify({ event: 'page', title: 'Garden weather in Lisbon' })).toString('base64')}|end`,
        ),
      }),
    ],
    [
      'decoded base64 of compressed data',
      () => ({
        body: Buffer.from(
          brotliCompressSync(
            JSON.stringify({
              event: 'page',
              words: Array.from({ length: 60 }, (_, at) => `word number ${at}`),
            }),
          ).toString('base64'),
        ),
      }),
    ],
  ];
  for (const [name, content] of notOpaque)
    it(`does not count ${name}`, () => {
      for (let run = 0; run < 10; run++) assert.deepEqual(scanOf([], exchangeOf(content())).opaque, []);
    });

  const plain = 'Garden window weather river stone light paper model of a quiet town by the sea';
  const read = [
    plain,
    `https://k3x9m2q7w4tz.example/p8v1n5r6y0ab`,
    JSON.stringify({ event: 'page', title: plain }),
  ];
  for (const [name, encode] of Object.entries({ ...BYTES, ...SENSE, ...TEXTS }))
    it(`does not count decoded content: ${name}`, () => {
      for (const message of read) {
        const body = encode(Buffer.from(message));
        for (const canaries of [[], [other]])
          assert.deepEqual(scanOf(canaries, exchangeOf({ body })).opaque, [], body.toString('latin1'));
      }
    });

  it('counts content next to decoded content', () => {
    const blob = bytes(90).toString('base64');
    const text = Buffer.from(JSON.stringify({ event: 'page', title: plain })).toString('base64');
    for (const body of [`${text} ${blob}`, `${blob}|${text}`, `a;${text};${blob};b`]) {
      const [row, ...more] = scanOf([], exchangeOf({ body: Buffer.from(body) })).opaque;
      assert.deepEqual([row?.class, more.length], ['unknown', 0]);
      assert.ok((row?.bytes ?? 0) >= 85, `${row?.bytes} bytes`);
    }
  });

  it('counts values of the size of an identifier as unread', () => {
    const unread = (content: Partial<Exchange>) => scanOf([], exchangeOf(content)).stats.unread ?? 0;
    const content = json({ q: bytes(32).toString('base64') });
    assert.equal(unread(content), 1, String(content.body));
    assert.equal(unread(json({ q: bytes(16).toString('hex'), word: 'lisbon' })), 1);
    assert.equal(unread({ headers: [['Cookie', `a=b; sid=${bytes(60).toString('base64')}`]] }), 1);
    assert.equal(unread(json({ id: uuid(), word: 'lisbon', at: 1_700_000_000_123 })), 0);
  });

  it('counts every random text of 24 bytes and more', () => {
    const missed: string[] = [];
    for (let run = 0; run < 300; run++) {
      const size = [25, 33, 40, 50, 70, 90][run % 6] ?? 25;
      const encoding = (['base64', 'base64url', 'hex'] as const)[run % 3] ?? 'hex';
      const text = bytes(size).toString(encoding);
      for (const canaries of [[], [other]])
        if (scanOf(canaries, exchangeOf(json({ event: 'x', q: text }))).opaque.length !== 1)
          missed.push(text);
    }
    assert.deepEqual(missed, []);
  });
});
