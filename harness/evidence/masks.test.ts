import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { maskInBody, maskInHeader, maskInUrl } from './masks.ts';
import { createRandom, maskOf, pick } from './testing/odd-entries.ts';

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed + 1);

const CLEAR = [
  'redacted',
  'REDACTED',
  'Masked',
  'scrubbed',
  'sanitized',
  'sanitised',
  'truncated',
  'Censored',
];
const DOUBTFUL = ['removed', 'Hidden', 'DELETED', 'Filtered', 'secret', 'not included', 'private'];
const OTHER_WORDS = ['token', 'cookie', 'EMAIL', 'NOT EXPORTED', 'credentials', 'your session'];
const BRACKETS = [
  ['[', ']'],
  ['<', '>'],
  ['{{', '}}'],
  ['[[', ']]'],
] as const;

const inBrackets = (words: readonly string[]) =>
  words.flatMap((word) => BRACKETS.map(([open, close]) => `${open}${word}${close}`));

/** What is a placeholder in which place: the table of docs/recordings.md. */
interface Kind {
  what: string;
  masks: readonly string[];
  url: readonly ((mask: string) => string)[];
  header: readonly ((mask: string) => [name: string, value: string])[];
  body: readonly ((mask: string) => string)[];
}

const inPath = (mask: string) => `https://x.test/u/${mask}/x`;
const inPathEncoded = (mask: string) => inPath(encodeURIComponent(mask));
const inQuery = (mask: string) => `https://x.test/?a=1&u=${mask}&b=2`;
const inQueryEncoded = (mask: string) => inQuery(encodeURIComponent(mask));
const withinQuery = (mask: string) => `https://x.test/?u=ab${encodeURIComponent(mask)}cd`;
const asHeader = (mask: string): [string, string] => ['X-Token', mask];
const asCookies = (mask: string): [string, string] => ['Cookie', mask];
const inCookie = (mask: string): [string, string] => ['cookie', `a=1; sid=${mask}; b=2`];
const inQuotedCookie = (mask: string): [string, string] => ['Cookie', `sid="${mask}"`];
const asCredentials = (mask: string): [string, string] => ['Authorization', `Bearer ${mask}`];
const withinHeader = (mask: string): [string, string] => ['X-Note', `the token ${mask} was used`];
const inReferer = (mask: string): [string, string] => ['Referer', inQueryEncoded(mask)];
const whole = (mask: string) => mask;
const inForm = (mask: string) => `a=1&u=${mask}&b=2`;
const inFormEncoded = (mask: string) => inForm(encodeURIComponent(mask));
const inJson = (mask: string) => `{"a":1,"u":${JSON.stringify(mask)},"n":2}`;
const inPrettyJson = (mask: string) => `{\n  "u" : "${mask}"\n}`;
const inJsonList = (mask: string) => `{"u":["x", "${mask}"]}`;
const inJsonInJson = (mask: string) => JSON.stringify({ body: inJson(mask) });
const inSingleQuotes = (mask: string) => `{'u': '${mask}'}`;
const inXml = (mask: string) => `<a><token>${mask}</token><n>1</n></a>`;
const inMultipart = (mask: string) =>
  `--x\r\nContent-Disposition: form-data; name="u"\r\n\r\n${mask}\r\n--x--\r\n`;
const inSentence = (mask: string) => `visited ${mask} today. `.repeat(9);
const inJsonSentence = (mask: string) => `{"msg":"visited ${mask} today"}`;
const FIELDS = [inForm, inJson, inPrettyJson, inJsonList, inJsonInJson, inSingleQuotes, inXml];
const VALUES = [asHeader, asCookies, inCookie, inQuotedCookie, asCredentials];

const KINDS: readonly Kind[] = [
  {
    what: 'clear words in brackets, anywhere',
    masks: [
      ...inBrackets(CLEAR),
      '[token redacted]',
      '[application/javascript redacted]',
      '[REDACTED: 134 chars]',
      '[Redacted by HAR sanitizer]',
      '[134 bytes were stripped]',
    ],
    url: [inPath, inPathEncoded, inQuery, inQueryEncoded, withinQuery],
    header: [...VALUES, withinHeader, inReferer],
    body: [...FIELDS, whole, inFormEncoded, inMultipart, inSentence, inJsonSentence],
  },
  {
    what: 'JSON Web Tokens whose signature is redacted',
    masks: ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.redacted'],
    url: [inPath, inQuery],
    header: [...VALUES, withinHeader, inReferer],
    body: [...FIELDS, whole, inMultipart, inSentence],
  },
  {
    what: 'other words of sanitizers in brackets, as a whole value',
    masks: inBrackets(DOUBTFUL),
    url: [inPath, inPathEncoded, inQuery, inQueryEncoded],
    header: [...VALUES, inReferer],
    body: [...FIELDS, whole, inFormEncoded, inMultipart],
  },
  {
    what: 'any words in brackets, and variables, as a whole value of a header or cookie',
    masks: [
      ...inBrackets(OTHER_WORDS),
      '(hidden)',
      '(sensitive)',
      '{{ _.token }}',
      '${TOKEN}',
      '{sid}',
      '$SESSION',
    ],
    url: [],
    header: VALUES,
    body: [],
  },
  {
    what: 'REDACTED in capitals, as a whole value',
    masks: ['REDACTED', '__REDACTED__', '***REDACTED***'],
    url: [inPath, inQuery],
    header: [...VALUES, inReferer],
    body: [...FIELDS, whole, inMultipart],
  },
  {
    what: 'bare words, as a whole value of a header or cookie',
    masks: [
      'redacted',
      '--masked--',
      'SANITIZED',
      'REMOVED',
      'redacted:sha256',
      'REDACTED_BY_CHARLES',
      'XXX-REDACTED-XXX',
    ],
    url: [],
    header: VALUES,
    body: [],
  },
  {
    what: 'stars and dots of a masked password, also with characters that are kept',
    masks: ['***', '********', '••••', '●●●●●●', 'abc***', '****1234', '██████'],
    url: [inPath, inQueryEncoded],
    header: [...VALUES, inReferer],
    body: [...FIELDS, whole],
  },
  {
    what: 'one sign again and again, as a whole value of a header or cookie',
    masks: ['**', 'xxxx', 'XXXXXXXX', '-----------', '____', '####', 'xxxxx.yyyyy.zzzzz', 'XXXX-XXXX'],
    url: [],
    header: VALUES,
    body: [],
  },
  {
    what: 'crosses, as a whole field',
    masks: ['XXXX', 'XXXXXXXX'],
    url: [],
    header: [],
    body: [...FIELDS, whole],
  },
  {
    what: 'dots in brackets, as a whole value',
    masks: ['[...]', '<...>', '[…]'],
    url: [inPath, inQueryEncoded],
    header: VALUES,
    body: [...FIELDS, whole, inFormEncoded],
  },
  {
    what: 'text that is cut',
    masks: ['k3x9…', 'https%3A%2F%2Fk3x9...', 'k3x9...'],
    url: [(mask) => `https://x.test/c?u=${mask}`],
    header: VALUES,
    body: [(mask) => `${mask} [truncated]`, (mask) => `${mask} (truncated)`],
  },
  { what: 'text that is cut inside', masks: ['eyJh...9fQ', 'abc…xyz'], url: [], header: VALUES, body: [] },
  {
    what: 'what scripts write for a body that is not text',
    masks: ['[object Blob]', '[binary data]', '<file>'],
    url: [],
    header: [],
    body: [whole],
  },
];

describe('placeholders', () => {
  for (const { what, masks, url, header, body } of KINDS)
    it(`are ${what}`, () => {
      for (const mask of masks) {
        for (const place of url) assert.ok(maskInUrl(place(mask)), place(mask));
        for (const place of header) assert.ok(maskInHeader(...place(mask)), place(mask).join(': '));
        for (const place of body) assert.ok(maskInBody(place(mask)), place(mask));
      }
    });

  it('are no long values of few signs that end in another', () => {
    for (const signs of ['-', 'x', 'xxx-', 'xxx---', 'xxxyyy', '..-'])
      for (const end of ['q', '=']) {
        const value = signs.repeat(20_000) + end;
        assert.equal(maskInHeader('cookie', value), undefined, `${signs} ... ${end}`);
      }
  });

  it('are recognized in every combination that a sanitizer writes', () => {
    for (const seed of SEEDS) {
      const random = createRandom(seed);
      const mask = maskOf(random);
      const [name, value] = pick(random, [...VALUES, inReferer])(mask);
      assert.ok(maskInHeader(name, value), value);
      const url = pick(random, [inPath, inPathEncoded, inQueryEncoded])(mask);
      assert.ok(maskInUrl(url), url);
      const body = pick(random, [whole, inForm, inJson])(mask);
      assert.ok(maskInBody(body), body);
    }
  });

  const ORDINARY = [...CLEAR, ...DOUBTFUL].map((word) => word.replace('REDACTED', 'Redacted'));

  it('are no ordinary words in URLs', () => {
    for (const word of ORDINARY.map((each) => encodeURIComponent(each)))
      for (const url of [
        `https://x.test/${word}`,
        `https://x.test/${word}/singer`,
        `https://x.test/${word}-files-2026`,
        `https://x.test/a/${word}_memo.pdf?x=1`,
        `https://x.test/s?q=the+${word}+report`,
        `https://x.test/items?${word}=1&status=${word}`,
        `https://x.test/items?filter[${word}]=false`,
        `https://x.test/items?fields%5B${word}%5D=1&sort=-${word}`,
        `https://x.test/items?filter[a][${word}][]=1`,
        `https://${word.replaceAll('%20', '-')}.test/`,
      ])
        assert.equal(maskInUrl(url), undefined, url);
    for (const url of [
      'https://x.test/s?q=wait%20...',
      'https://x.test/s?q=what+is+love...',
      'https://x.test/s?q=hmm...',
      'https://x.test/s?q=%23%23%23%23',
      'https://x.test/s?q=xxxxx',
      'https://x.test/s?q=c**',
      'https://x.test/a/.../b',
      'https://x.test/img/XXXX/logo.png',
      'https://x.test/game/secret/SECRET',
      'https://x.test/t/[slug]/page',
      'https://x.test/a?tpl=%7B%7Bname%7D%7D&page=<2>',
      'https://x.test/?q=(none)&list=[1,2,3]',
      'https://www.redacted.example/file.redacted?f=eyes-of-the-cat.eyed-by-the-dog.redacted-memo.pdf',
    ])
      assert.equal(maskInUrl(url), undefined, url);
  });

  it('are no ordinary values of headers and cookies', () => {
    const headers: [name: string, value: string][] = [
      [
        'User-Agent',
        'Mozilla/5.0 (Linux; Android 13; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
      ],
      ['User-Agent', 'Dalvik (Android)'],
      ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'],
      ['Accept-Language', '*'],
      ['If-None-Match', '*'],
      ['If-None-Match', 'W/"abc--------def"'],
      ['Sec-CH-UA', '"Not_A Brand";v="8", "Chromium";v="120"'],
      ['Sec-CH-UA-Model', '""'],
      ['Cookie', 'a={"hidden":true,"items":["removed","x"]}; b=filtered; c=[1,2,3]; d=; e=[]'],
      [
        'Cookie',
        '__utmz=1.17.1.1.utmcsr=(direct)|utmccn=(direct)|utmcmd=(none); source=(direct); term=(not set)',
      ],
      ['Cookie', 'flags=[true]; last=%5Bnull%5D; masked_user=1; slug=redacted-files-2026'],
      ['Cache-Control', 'max-age=0, private, no-transform'],
      ['Content-Type', 'multipart/form-data; boundary=----WebKitFormBoundaryXXabc'],
      ['Content-Type', 'multipart/form-data; boundary=-----------------------------'],
      ['Content-Disposition', 'form-data; name="hidden"; filename="Removed.txt"'],
      ['Host', '[::1]'],
      ['Forwarded', 'for="[2001:db8::1]";proto=https'],
      ['If', '(<urn:uuid:181d4fae-7d8c-11d0-a765-00a0c91e6bf2> ["I am an ETag"])'],
      ['Link', '<https://x.test/hidden>; rel="preconnect"'],
      ['Referer', 'https://x.test/shop/masked-singer?status=removed&filter[deleted]=1'],
      [':path', '/a/.../b/redacted?q=wait...'],
      ['X-Title', 'The masked singer was removed'],
      ['X-Note', '...and so on'],
      ['X-Range', '0-9, a-f'],
      ['X-Empty', '-'],
      ['DNT', '1'],
    ];
    for (const [name, value] of headers) assert.equal(maskInHeader(name, value), undefined, value);
  });

  it('are no ordinary texts in bodies', () => {
    for (const word of ORDINARY)
      for (const body of [
        `{"status":"x ${word}","${word}":true}`,
        `{"state":["a ${word} b"]}`,
        `a=1&${encodeURIComponent(word)}=x&title=${encodeURIComponent(`the ${word} one`)}`,
        `filter[${word}]=1&x=2`,
        `{"html":"<p ${word}>x</p>"}`,
        `{"query":"{ user { ${word} name } }"}`,
        `<a><${word}>true</${word}></a>`,
      ])
        assert.equal(maskInBody(body), undefined, body);
    for (const body of [
      '/*** a comment ***/',
      '**bold** and ***both***',
      'a title\n***\ntext\n####\n',
      '{"text":"..."}',
      '{"text":"wait ..."}',
      '{"status":"DELETED","n":1}',
      '{"visibility":"hidden"}',
      '{"msg":"<deleted user>"}',
      '{"msg":"posts by [deleted] and <hidden>"}',
      'state=removed&x=filtered&y=...&q=xxxxx',
      '{"a":"*","***":1}',
      '{"u":null,"n":0,"l":[]}',
    ])
      assert.equal(maskInBody(body), undefined, body);
  });

  it('are no random values', () => {
    for (let round = 0; round < 300; round++) {
      const bytes = randomBytes(40);
      for (const text of [bytes.toString('base64'), bytes.toString('hex'), bytes.toString('base64url')]) {
        assert.equal(maskInHeader('Cookie', `a=${text}`), undefined, text);
        assert.equal(maskInHeader('X-Token', text), undefined, text);
        assert.equal(maskInUrl(`https://x.test/${text}?u=${text}`), undefined, text);
        assert.equal(maskInBody(`a=${text}`), undefined, text);
      }
    }
  });

  it('take time that is linear in the length of a body', () => {
    for (const piece of ['[', '<redacted ', '"***', '%5B', ':"', '(...', 'redacted '])
      maskInBody(piece.repeat(200_000 / piece.length));
  });
});
