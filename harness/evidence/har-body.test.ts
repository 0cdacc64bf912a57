import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { JudgedExchange } from '../model/evidence.ts';
import { exchangeOf } from './exchanges.ts';
import { readEntry } from './har-entry.ts';
import { createRandom, entryWith, pick, type Place, type Random } from './testing/odd-entries.ts';

const SECRET = 'k3x9m2q7w4tzp8v1n5r6y0ab';

/** A request in the place of the one that `entryWith` gives. @param file the content of its file, if it names one */
function read(place: Place, changes: object, file = ''): JudgedExchange {
  const raw = entryWith(place, SECRET);
  const { entry, problems } = readEntry({ ...raw, request: { ...raw.request, ...changes } });
  assert.ok(entry && problems.length === 0, problems.join());
  const attached = entry.request.file === undefined ? {} : { attached: { bytes: Buffer.from(file) } };

  return exchangeOf({ ...entry, request: { ...entry.request, ...attached } }, 0);
}

function contains({ url, body }: JudgedExchange): boolean {
  return url.includes(SECRET) || textOf(body).includes(SECRET);
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body).toString();
}

describe('sizes of bodies', () => {
  type Writing = (body: string) => object;
  const FORM = 'application/x-www-form-urlencoded';
  const text: Writing = (body) => ({ postData: { mimeType: FORM, text: body } });
  const base64: Writing = (body) => ({
    postData: { mimeType: '', text: Buffer.from(body).toString('base64'), encoding: 'base64' },
  });
  const content: Writing = (body) => ({
    postData: undefined,
    _content: { text: Buffer.from(body).toString('base64'), encoding: 'base64' },
  });
  const attached: Writing = () => ({ postData: { mimeType: '', _file: 'x.dat' } });
  const fieldsOf = (body: string) => [...new URLSearchParams(body)].map(([name, value]) => ({ name, value }));
  const fields: Writing = (body) => ({ postData: { mimeType: FORM, params: fieldsOf(body) } });
  const parts: Writing = (body) => ({
    postData: { mimeType: 'multipart/form-data; boundary=x', params: fieldsOf(body) },
  });
  /** @param size that bodySize or Content-Length or both announce */
  const isWhole = (write: Writing, body: string, size: number, random: Random, encoding?: string) => {
    const length = { name: pick(random, ['Content-Length', 'content-length']), value: String(size) };
    const announced = pick(random, ['bodySize', 'header', 'both']);
    const headers = [
      ...(encoding === undefined ? [] : [{ name: 'Content-Encoding', value: encoding }]),
      ...(announced === 'bodySize' ? [] : [length]),
    ];
    const bodySize = announced === 'header' ? -1 : size;

    return read('form', { ...write(body), headers, bodySize }, body).lost === undefined;
  };
  const bodyOf = (random: Random) =>
    Array.from({ length: 1 + random.next(3) }, (_, at) => `f${at}=${'ab'.repeat(random.next(20))}`).join('&');

  it('miss nothing in a body as large as announced, of unknown size, or encoded', () => {
    for (const write of [text, base64, content, attached, fields, parts])
      for (let seed = 1; seed <= 20; seed++) {
        const random = createRandom(seed);
        const body = bodyOf(random);
        const size = pick(random, [body.length, body.length - 1, 0, -1]);
        assert.ok(isWhole(write, body, size, random), `${body} ${size}`);
        // Compression makes a short body longer, and a long body much shorter.
        const encoded = pick(random, [gzipSync(body).length, body.length + 100, 3]);
        assert.ok(isWhole(write, body, encoded, random, 'gzip'), `${body} ${encoded}`);
      }
    // What the writer decoded may have been three bytes for each, and parts have headers.
    assert.ok(isWhole(fields, 'a=%26%26%26', 11, createRandom(1)));
    assert.ok(isWhole(parts, 'a=1&b=2', 700, createRandom(1)));
  });

  it('say so whenever a body is shorter than announced', () => {
    for (const write of [text, base64, content, attached, fields, parts])
      for (let seed = 1; seed <= 20; seed++) {
        const random = createRandom(seed);
        const body = pick(random, [bodyOf(random), 'u', 'u=']);
        const size = write === parts ? 4 * body.length + 2000 : 3 * body.length + 20;
        assert.ok(!isWhole(write, body, size, random), `${body} ${size}`);
        assert.ok(!isWhole(write, body, 4 * body.length + 2500, random, 'gzip'), body);
      }
    for (const size of [5, 500])
      for (const kept of ['', 'aGVs']) {
        const _content = { text: kept, size, encoding: 'base64' };
        assert.ok(read('url', { _content }).lost, `${size} ${kept}`);
      }
  });

  it('say so whenever a form in text lacks the content of a file', () => {
    const partOf = (disposition: string, file: string, end: string) =>
      [
        '--x',
        `Content-Disposition: form-data; name="f"; ${disposition}`,
        'Content-Type: application/octet-stream',
        '',
        ...(file === '' ? [] : [file]),
        '--x',
        'Content-Disposition: form-data; name="g"',
        '',
        '',
        '--x--',
        '',
      ].join(end);
    const lostOf = (text: string, bodySize: number, headers: readonly object[] = []) =>
      read('form', {
        postData: { mimeType: 'multipart/form-data; boundary=x', text },
        bodySize,
        headers,
      }).lost;
    for (const end of ['\r\n', '\n'])
      for (const name of ['filename="a b.bin"', 'filename=a.bin', "filename*=UTF-8''a.bin"]) {
        const lacking = partOf(name, '', end);
        for (const body of [lacking, lacking.replace(`${end}${end}--x`, `${end}${end}${end}--x`)]) {
          for (const bodySize of [-1, 0, body.length]) assert.ok(lostOf(body, bodySize), body);
          const headers = [{ name: 'Content-Length', value: String(body.length) }];
          assert.equal(lostOf(body, -1, headers), undefined, body);
        }
        assert.equal(lostOf(partOf(name, 'content', end), -1), undefined, name);
        assert.equal(lostOf(partOf('filename=""', '', end), -1), undefined);
      }
  });
});

describe('content that a HAR contains twice', () => {
  const other = 'z8y7x6w5v4u3t2s1r0';

  it('adds the fields of the query that the URL lacks', () => {
    for (const url of ['/c?b=1', '/c?u=', `/c?u=${other}#x?y`, '/c?u=%5Bredacted%5D#', '?'])
      assert.ok(contains(read('query', { url: `https://x.test${url}` })), url);
  });

  it('adds the fields of a form that the text lacks', () => {
    const { params } = entryWith('form', SECRET).request['postData'] as { params: object };
    for (const text of ['a=1', 'u=', 'a=1&u=http', '{"a":1}', '--x\r\n\r\n1\r\n--x--', 'text'])
      for (const encoding of ['', 'base64']) {
        const written = encoding === '' ? text : Buffer.from(text).toString('base64');
        const exchange = read('form', { bodySize: -1, postData: { text: written, encoding, params } });
        assert.ok(contains(exchange), text);
        assert.ok(textOf(exchange.body).startsWith(text), text);
      }
  });

  it('adds what another copy of the body has', () => {
    const inFields = (value: string) => ({ params: [{ name: 'u', value }] });
    const inContent = (text: string) => ({ _content: { text, size: text.length } });
    const copies = [
      { postData: { text: other, _file: 'x.dat' } },
      { postData: { text: SECRET, _file: 'x.dat' } },
      { postData: { text: SECRET, ...inFields(other) } },
      { postData: { text: other }, ...inContent(SECRET) },
      { postData: { text: SECRET }, ...inContent(other) },
      { postData: inFields(SECRET), ...inContent(other) },
    ];
    for (const changes of copies) {
      const file = JSON.stringify(changes).includes(SECRET) ? other : SECRET;
      const exchange = read('body', { bodySize: -1, ...changes }, file);
      assert.ok(contains(exchange), JSON.stringify(changes));
      assert.equal(exchange.lost, undefined, JSON.stringify(changes));
    }
  });

  it('adds nothing that is there in another spelling', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = createRandom(seed);
      const fields = Array.from({ length: 1 + random.next(4) }, (_, at): [string, string] => [
        `f ${at}`,
        pick(random, ['grün & gut', '1+1 = 2', 'https://x.test/?a=b%20c', '', 'a\r\nb', '你好']),
      ]);
      const list = fields.map(([name, value]) => ({ name, value }));
      const text = fields
        .map((field) => field.map((each) => pick(random, SPELLINGS)(each)).join('='))
        .join('&');
      const url = `https://x.test/?${text}`;
      const exchange = read('form', {
        url,
        bodySize: -1,
        queryString: list,
        postData: { text, params: list },
      });
      assert.equal(exchange.url, url);
      assert.equal(textOf(exchange.body), text);
      assert.equal(exchange.lost, undefined, text);
    }
  });
});

const SPELLINGS: readonly ((text: string) => string)[] = [
  encodeURIComponent,
  (text) => encodeURIComponent(text).replaceAll('%20', '+'),
  (text) => encodeURIComponent(text).replaceAll(/%../g, (escape) => escape.toLowerCase()),
  (text) => encodeURIComponent(text.replaceAll('ü', '\u0001')).replaceAll('%01', '%FC'),
];
