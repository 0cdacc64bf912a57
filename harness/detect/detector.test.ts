import assert from 'node:assert/strict';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Canary } from '../model/canary.ts';
import type { Exchange } from '../model/exchange.ts';
import { createDetector, DEFAULT_BUDGET } from './detector.ts';
import { locate } from './replay/locate.ts';
import { exchangeOf, scanOf } from './testing/exchange.ts';
import { createRandomBytes } from './testing/random.ts';

const randomBytes = createRandomBytes(1);

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };
const golden: Canary = { id: 'g', kind: 'url', value: 'https://canary-7f3a.example/incognito?q=zq81' };

/** Source: created from the upload format of sa-sdk-android 3.2.10, and round-tripped. */
const SENSORS =
  'crc=-1127227715&gzip=1&data_list=H4sIAAAAAAACA5WRwW7CMAyGXwVFHEuhFEaoNE077sJh13WKQmIgWpuExEVjiHef0xVpHMnBiT%2F7V34nHxcmMEj1JYxmVZExNC3QYcn5cjYsgmdPkPWNLGPaRDRWYa9ht7ZJHxYp8Fs6rIJEjdmy6sLG%2Fc5erQ6O5FkPxAlCNM5SoczneTFLXHp%2Fxxf57NbeAh5culs5DeyaMTiBRcq93INonNSiJyKiDEgqH5yHgAZi8tB1jxgfazgZBcOwxbxcLJ9WfC23SsMu1Vsy0VDtHXRrRhuHMOKJu%2FjP%2F5pIazojAuz%2FyNuGUBeS8oDoY1VP66mSVobzZLUrZQ7fsvUN1FN6a7e3Bt3L8fnnyIs0sdg1XTyI%2B%2B8qUrh%2B%2FgJ1PaDw1QEAAA%3D%3D';
/** Source: created from the decompiled AesUtils of MiStat 1.9.x, and round-tripped. */
const MISTAT =
  'app_id=2882303761517246742&app_key=5621724658742&device_id=device-0001&mistatv=4&stat_value=dbdbb47a91aecc9e599423728a624a204dbe416fd4a3e43d48846a08317562a7afc0fd5a70031983a9075de32b88f61c741e4f56b3bf4dc2b62161267440a62fcc7ccf30c1126604806f6aa64ae17ef7b06ce760176f825ebd415cbf0750c14881b243c4a6592b9f134d015729aee0ff';
const FORM = [['Content-Type', 'application/x-www-form-urlencoded']] as const;

describe('detector', () => {
  it('reads the golden upload of Sensors', () => {
    const { findings } = scanOf([golden], exchangeOf({ headers: FORM, body: Buffer.from(SENSORS) }));
    assert.deepEqual(findings, [
      {
        canary: 'g',
        exchange: 0,
        host: 'collector.test',
        part: 'request.body',
        chain: ['form:data_list', 'base64', 'gzip', 'json:$[0].properties.url'],
        match: 'whole',
        sdk: 'sensors',
        confidence: 'certain',
      },
    ]);
  });

  it('reads the golden upload of MiStat 4', () => {
    const value: Canary = { id: 'm', kind: 'url', value: 'https://canary-7f3a.example/incognito' };
    const [finding, ...extra] = scanOf(
      [value],
      exchangeOf({ headers: FORM, body: Buffer.from(MISTAT) }),
    ).findings;
    assert.equal(extra.length, 0);
    assert.deepEqual(finding?.chain, ['mistat:stat_value', 'json:$[0].value']);
    assert.equal(finding?.sdk, 'mistat');
  });

  const json = JSON.stringify({ events: [{ name: 'page', properties: { url: VISIT } }] });
  const b64 = (data: string | Uint8Array) => Buffer.from(data).toString('base64');
  const bodies: [name: string, body: string | Uint8Array, headers: [string, string][], chain: string[]][] = [
    ['plain text', `saw ${VISIT}!`, [], []],
    ['percent, twice', encodeURIComponent(encodeURIComponent(`a ${VISIT}`)), [], ['percent', 'percent']],
    ['a form', `a=1&u=${encodeURIComponent(VISIT)}`, [], ['form:u']],
    ['JSON', json, [], ['json:$.events[0].properties.url']],
    ['JSON with escaped slashes', json.replaceAll('/', '\\/'), [], ['json:$.events[0].properties.url']],
    ['JSON with unicode escapes', json.replace('/p8', '\\u002fp8'), [], ['json:$.events[0].properties.url']],
    ['JSON in JSON', JSON.stringify({ data: json }), [], ['json:$.data', 'json:$.events[0].properties.url']],
    [
      'JSON that was cut off',
      json.replaceAll('/', '\\/').slice(0, -4),
      [],
      ['json:$.events[0].properties.url'],
    ],
    [
      'JSON lines',
      `${json}\n${JSON.stringify({ a: 'none' })}\n`,
      [],
      ['lines[0]', 'json:$.events[0].properties.url'],
    ],
    ['base64', b64(VISIT), [], ['base64']],
    [
      'base64, wrapped',
      b64(json).replaceAll(/.{76}/g, '$&\n'),
      [],
      ['base64', 'json:$.events[0].properties.url'],
    ],
    ['base64 within text', `v1|${b64(VISIT)}|end`, [], ['base64']],
    ['base64 stuck to a prefix', `abc${b64(VISIT)}`, [], ['base64']],
    ['hex', Buffer.from(VISIT).toString('hex').toUpperCase(), [], ['hex']],
    ['hex within text', `blob: ${Buffer.from(VISIT).toString('hex')};`, [], ['hex']],
    [
      'gzip, announced',
      gzipSync(json),
      [['Content-Encoding', 'gzip']],
      ['gzip', 'json:$.events[0].properties.url'],
    ],
    ['gzip, unannounced', gzipSync(VISIT), [], ['gzip']],
    ['zlib', deflateSync(VISIT), [['Content-Encoding', 'deflate']], ['zlib']],
    ['raw deflate', deflateRawSync(VISIT), [['Content-Encoding', 'deflate']], ['deflate']],
    [
      'brotli',
      brotliCompressSync(json),
      [['Content-Encoding', 'br']],
      ['brotli', 'json:$.events[0].properties.url'],
    ],
    ['brotli, unannounced', brotliCompressSync(json), [], ['brotli', 'json:$.events[0].properties.url']],
    [
      'a coding announced and already taken off',
      json,
      [['Content-Encoding', 'gzip']],
      ['json:$.events[0].properties.url'],
    ],
    [
      'protobuf',
      Buffer.concat([
        Buffer.from([8, 1, 18, VISIT.length]),
        Buffer.from(VISIT),
        Buffer.from([0x7a, 4, 1, 2, 3, 255]),
      ]),
      [],
      ['protobuf:2'],
    ],
    [
      'multipart',
      `--xx\r\nContent-Disposition: form-data; name="log"; filename="a.gz"\r\n\r\n${b64(VISIT)}\r\n--xx--\r\n`,
      [['Content-Type', 'multipart/form-data; boundary=xx']],
      ['multipart:log', 'base64'],
    ],
  ];
  for (const [name, body, headers, chain] of bodies)
    it(`decodes ${name}`, () => {
      const exchange = exchangeOf({ headers, body: Buffer.from(body) });
      const { findings } = scanOf([visit], exchange);
      const located = findings[0] && locate(exchange, findings[0], visit, DEFAULT_BUDGET);
      assert.ok(located?.text.startsWith('k3x9m2q7w4tz.example', located.offset), 'replays');
      assert.deepEqual(
        findings.map((f) => [f.part, f.chain, f.match, f.confidence]),
        [['request.body', chain, 'whole', 'certain']],
      );
    });

  const positions: [name: string, fields: Partial<Exchange>, part: string, chain: string[]][] = [
    [
      'the query',
      { url: `https://collector.test/i?u=${encodeURIComponent(VISIT)}` },
      'request.url',
      ['query:u'],
    ],
    ['a header', { headers: [['Referer', VISIT]] }, 'request.header:referer', []],
    [
      'a cookie',
      { headers: [['Cookie', `a=b; last=${b64(VISIT)}`]] },
      'request.header:cookie',
      ['cookie:last', 'base64'],
    ],
    [
      'the name of a header',
      {
        headers: [
          ['Accept', '*/*'],
          [`X-${Buffer.from(VISIT).toString('hex')}`, '1'],
        ],
      },
      'request.header-name[1]',
      ['hex'],
    ],
    ['a custom method', { method: Buffer.from(VISIT).toString('hex') }, 'request.method', ['hex']],
    ['a trailer', { trailers: [['X-Last', VISIT]] }, 'request.trailer:x-last', []],
    ['a WebSocket message', { messages: [{ index: 3, data: gzipSync(VISIT) }] }, 'websocket[3]', ['gzip']],
  ];
  for (const [name, fields, part, chain] of positions)
    it(`searches ${name}`, () => {
      const { findings } = scanOf([visit], exchangeOf(fields));
      assert.deepEqual(
        findings.map((f) => [f.part, f.chain, f.match]),
        [[part, chain, 'whole']],
      );
    });

  const kinds: [name: string, canary: Omit<Canary, 'id'>, body: string, expected: [string, string][]][] = [
    [
      'case, scheme and slash aside',
      { kind: 'url', value: VISIT },
      VISIT.toUpperCase().slice(8),
      [['whole', 'certain']],
    ],
    ['a host', { kind: 'url', value: VISIT }, 'k3x9m2q7w4tz.example', [['host', 'certain']]],
    ['a path token', { kind: 'url', value: VISIT }, 'id=1,p8v1n5r6y0ab', [['part', 'certain']]],
    ['a query token', { kind: 'url', value: VISIT }, 'x h7j2d9f4g6sl', [['part', 'certain']]],
    [
      'a host of few bits: a hint',
      { kind: 'url', value: golden.value },
      'canary-7f3a.example',
      [['host', 'likely']],
    ],
    [
      'a host canary',
      { kind: 'host', value: 'k3x9m2q7w4tz.example' },
      'to k3x9m2q7w4tz.example:443',
      [['host', 'certain']],
    ],
    [
      'search words with plus',
      { kind: 'search', value: 'zq7m4x9k2w5t rain lisbon' },
      'q=zq7m4x9k2w5t+rain+lisbon',
      [['whole', 'certain']],
    ],
    [
      'search words with %20',
      { kind: 'search', value: 'zq7m4x9k2w5t rain lisbon' },
      'w zq7m4x9k2w5t%20rain%20lisbon',
      [['whole', 'certain']],
    ],
    [
      'the token of a search',
      { kind: 'search', value: 'zq7m4x9k2w5t rain lisbon' },
      'zq7m4x9k2w5t',
      [['part', 'certain']],
    ],
    [
      'a title in another form of Unicode',
      { kind: 'text', value: 'Título raro é' },
      'TÍTULO RARO É'.normalize('NFD'),
      [['whole', 'certain']],
    ],
    ['common words of a search', { kind: 'search', value: 'zq7m4x9k2w5t rain lisbon' }, 'rain in lisbon', []],
    [
      'one letter changed',
      { kind: 'url', value: VISIT },
      VISIT.replace('m2q7', 'h2q7').replace('p8v1', 'p8w1').replace('h7j2', 'h7k2'),
      [],
    ],
    [
      'other digits between the same random letters',
      { kind: 'url', value: VISIT },
      VISIT.replace('k3x9', 'k3x8').replace('p8v1', 'p8v2').replace('h7j2', 'h7j3'),
      [['part', 'certain']],
    ],
    [
      'another path of the same common site',
      { kind: 'url', value: 'https://www.news-site.example/world/article-1' },
      'https://www.news-site.example/world/article-2',
      [],
    ],
    [
      'another host of the same domain',
      { kind: 'url', value: 'https://a.shop.example/x' },
      'https://b.shop.example/x',
      [],
    ],
    [
      'a longer path',
      { kind: 'url', value: 'https://www.news-site.example/world' },
      'https://www.news-site.example/worldwide',
      [],
    ],
  ];
  for (const [name, canary, body, expected] of kinds)
    it(`handles ${name}`, () => {
      const { findings } = scanOf([{ id: 'x', ...canary }], exchangeOf({ body: Buffer.from(body) }));
      assert.deepEqual(
        findings.map((f) => [f.match, f.confidence]),
        expected,
      );
    });

  it('does not report requests to the own site', () => {
    const report = scanOf([visit], exchangeOf({ url: VISIT, headers: [['Referer', VISIT]] }));
    assert.deepEqual(report.findings, []);
  });

  it('reports controls and allowed recipients separately', () => {
    const canaries: Canary[] = [
      { id: 'c', kind: 'text', value: 'c0ntr0lt0k3n', role: 'control' },
      { id: 's', kind: 'search', value: 'zq7m4x9k2w5t rain', allowedHosts: ['*.engine.test'] },
    ];
    const body = Buffer.from('c0ntr0lt0k3n zq7m4x9k2w5t rain');
    const report = scanOf(canaries, exchangeOf({ url: 'https://www.engine.test/search', body }));
    assert.deepEqual(
      [report.findings.length, report.controls[0]?.canary, report.allowed[0]?.canary],
      [0, 'c', 's'],
    );
  });

  it('counts the output of truncated gzip', () => {
    const whole = gzipSync(Buffer.concat([Buffer.from(`${VISIT}\n`), randomBytes(4000)]));
    const { findings } = scanOf([visit], exchangeOf({ body: whole.subarray(0, 2500) }));
    assert.deepEqual(findings[0]?.chain, ['gzip']);
    const broken = Buffer.concat([whole.subarray(0, 2500), randomBytes(200)]);
    assert.deepEqual(scanOf([visit], exchangeOf({ body: broken })).findings[0]?.chain, ['gzip']);
  });

  it('stops at its budget, reports it, and keeps its findings', () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(`${VISIT} `), Buffer.alloc(8 * 1024 * 1024, 0x61)]));
    const detector = createDetector([visit], [], { bytes: 1024 * 1024, steps: 1000, depth: 8 });
    detector.push(exchangeOf({ body: bomb }));
    const report = detector.end();
    assert.equal(report.stats.exhausted, 1);
    assert.equal(report.findings.length, 1);
  });

  it('stops at ten thousand nested arrays', () => {
    const body = Buffer.from('['.repeat(10_000) + JSON.stringify(VISIT) + ']'.repeat(10_000));
    assert.equal(scanOf([visit], exchangeOf({ body })).findings.length, 1);
  });

  const opaqueCases: [name: string, fields: Partial<Exchange>, classes: string[]][] = [
    ['random bytes', { body: randomBytes(512) }, ['unknown']],
    ['random bytes in gzip', { body: gzipSync(randomBytes(512)) }, ['unknown']],
    [
      'random base64 in JSON',
      { body: Buffer.from(JSON.stringify({ d: b64(randomBytes(256)) })) },
      ['unknown'],
    ],
    [
      'an image',
      { body: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(300)]) },
      ['media'],
    ],
    [
      'OneTrack',
      {
        headers: [
          ['Content-Type', 'application/octet-stream'],
          ['OT_SID', 'x'],
        ],
        body: randomBytes(512),
      },
      ['encrypted'],
    ],
    [
      'Sensors, gzip=9',
      {
        headers: [...FORM],
        body: Buffer.from(
          `crc=1&gzip=9&data_list=${encodeURIComponent(b64(JSON.stringify([{ ekey: 'a', pkv: 1, payloads: [b64(randomBytes(200))] }])))}`,
        ),
      },
      ['encrypted'],
    ],
    [
      'Sensors as JSON',
      { body: Buffer.from(JSON.stringify({ ekey: 'a', pkv: 1, payloads: [b64(randomBytes(200))] })) },
      ['encrypted'],
    ],
    [
      'MiStat 3.0',
      {
        url: 'https://data.mistat.test/mistats/v3',
        body: Buffer.from(`ai=1&p=${encodeURIComponent(b64(randomBytes(200)))}`),
      },
      ['encrypted'],
    ],
    [
      'text',
      {
        body: Buffer.from(
          'a harmless text of some length, with a /path/like/this/one/that/is/long/enough/to/be/a/word/of/base64',
        ),
      },
      [],
    ],
    ['a digest', { body: Buffer.from(JSON.stringify({ id: randomBytes(32).toString('hex') })) }, []],
    ['readable Sensors', { headers: [...FORM], body: Buffer.from(SENSORS) }, []],
    ['readable MiStat', { headers: [...FORM], body: Buffer.from(MISTAT) }, []],
  ];
  for (const [name, fields, classes] of opaqueCases)
    it(`classes ${name} as ${classes.join() || 'nothing opaque'}`, () => {
      assert.deepEqual(
        scanOf([], exchangeOf(fields)).opaque.map((each) => each.class),
        classes,
      );
    });

  it('never counts random bytes as decoded', () => {
    for (let size = 16; size < 400; size++) {
      const [opaque] = scanOf([], exchangeOf({ body: randomBytes(size) })).opaque;
      assert.equal(opaque?.class, 'unknown', `${size} bytes`);
    }
  });

  it('never reports decoded content as opaque', () => {
    for (let at = 0; at < 400; at++) {
      const events = JSON.stringify([
        {
          event: 'x',
          id: randomBytes(12).toString('hex'),
          time: at,
          sizes: Array.from(randomBytes(90), (byte) => byte * 7),
        },
      ]);
      const body = `crc=1&gzip=1&data_list=${encodeURIComponent(b64(gzipSync(events)))}`;
      const fields = exchangeOf({ headers: [...FORM], body: Buffer.from(body) });
      assert.deepEqual(scanOf([], fields).opaque, [], body);
    }
  });

  it('gives the same sorted report for any order', () => {
    const first = exchangeOf({ index: 0, body: Buffer.from(json) });
    const second = exchangeOf({ index: 1, headers: [['Referer', VISIT]], body: Buffer.from(json) });
    assert.deepEqual(scanOf([visit], second, first), scanOf([visit], first, second));
    assert.deepEqual(
      scanOf([visit], second, first).findings.map((f) => f.exchange),
      [0, 1, 1],
    );
  });
});
