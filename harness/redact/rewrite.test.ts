import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { javaHashCode, mistatKey } from '../detect/formats.ts';
import { createDetector, DEFAULT_BUDGET } from '../detect/index.ts';
import { formsOf } from './forms.ts';
import { createPseudonyms } from './pseudonym.ts';
import { createReplacer } from './replacer.ts';
import { createRewriter } from './rewrite.ts';

const KEY = Buffer.from('a key that is thrown away');
const ANDROID_ID = '4dfe58fb3832534e';
const pseudonyms = createPseudonyms(KEY);
const PSEUDONYM = pseudonyms(ANDROID_ID);
const replacer = createReplacer(formsOf({ name: 'android_id', value: ANDROID_ID }, pseudonyms));
const rewriter = createRewriter((text) => replacer.replace(text));
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const hex = (text: string | Uint8Array) => Buffer.from(text).toString('hex');
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');

describe('createRewriter', () => {
  const json = (id: string) =>
    JSON.stringify([{ $device_id: id, url: 'https://a.example/b' }]).replaceAll('/', '\\/');
  const encodings: [string, (text: string) => string][] = [
    ['plain text', (text) => text],
    ['upper case', (text) => text.toUpperCase()],
    ['md5', (text) => md5(text)],
    ['md5 of upper case', (text) => md5(text.toUpperCase()).toUpperCase()],
    ['sha256 in base64', (text) => createHash('sha256').update(text).digest('base64')],
    ['base64', (text) => base64(`id=${text}!`)],
    ['base64 at offset 1', (text) => base64(`x${text}`)],
    ['base64 at offset 2', (text) => base64(`xy${text}`)],
    ['base64url without padding', (text) => Buffer.from(`??>${text}`).toString('base64url')],
    ['hex', (text) => hex(text)],
    ['hex in upper case', (text) => hex(text).toUpperCase()],
    ['percent-encoding', (text) => encodeURIComponent(`{"id":"${text}"}`)],
    ['escaped JSON', json],
    ['JSON in JSON', (text) => JSON.stringify({ a: json(text) })],
    ['a form', (text) => new URLSearchParams({ a: json(text), b: 'c d' }).toString()],
    ['a URL', (text) => `https://x.example/p?device=${text}&q=%7B%22a%22%3A%22${text}%22%7D`],
  ];
  for (const [name, encode] of encodings)
    it(`replaces a value in ${name}`, () =>
      assert.equal(rewriter.text(encode(ANDROID_ID)), encode(PSEUDONYM)));

  const packs = { gzip: gzipSync, zlib: deflateSync, deflate: deflateRawSync, brotli: brotliCompressSync };
  for (const [name, pack] of Object.entries(packs))
    it(`replaces a value in ${name}`, () => {
      const body = (id: string) => Buffer.from(json(id).repeat(9));
      assert.deepEqual(rewriter.bytes(pack(body(ANDROID_ID))), pack(body(PSEUDONYM)));
    });

  it('recomputes the checksum of Sensors', () => {
    const body = (id: string) => {
      const list = base64(gzipSync(json(id)));

      return new URLSearchParams({ crc: String(javaHashCode(list)), gzip: '1', data_list: list }).toString();
    };
    const changed = new URLSearchParams(rewriter.text(body(ANDROID_ID)));
    const list = changed.get('data_list') ?? '';
    assert.equal(gunzipSync(Buffer.from(list, 'base64')).toString(), json(PSEUDONYM));
    assert.equal(changed.get('crc'), String(javaHashCode(list)));
  });

  it("encrypts MiStat's field again, with the key of the new device id", () => {
    const body = (id: string) => {
      const cipher = createCipheriv('aes-128-ecb', Buffer.from(mistatKey('1', '2', id)), null);
      const value = Buffer.concat([cipher.update(json(id)), cipher.final()]).toString('hex');

      return new URLSearchParams({ app_id: '1', app_key: '2', device_id: id, stat_value: value }).toString();
    };
    assert.equal(rewriter.text(body(ANDROID_ID)), body(PSEUDONYM));
  });

  it('keeps the length of binary data', () => {
    const bytes = (id: string) =>
      Buffer.concat([Buffer.from([0, 1, 2, 16]), Buffer.from(id), Buffer.from([0, 255])]);
    assert.deepEqual(rewriter.bytes(bytes(ANDROID_ID)), bytes(PSEUDONYM));
  });

  it('keeps every byte of content without a value of the tester', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 200 }), (bytes, text) => {
        assert.deepEqual(Buffer.from(rewriter.bytes(bytes)), Buffer.from(bytes));
        assert.equal(rewriter.text(text), text);
        assert.equal(rewriter.text(base64(bytes)), base64(bytes));
      }),
    ));

  it('leaves nothing that the detector finds, in any order of encodings', () => {
    const layers: ((text: string) => string)[] = [
      base64,
      hex,
      (text) => base64(gzipSync(text)),
      (text) => base64(deflateSync(text)),
      (text) => JSON.stringify({ x: text, y: [1, null, 'https://a.example/'] }),
      (text) => `a=1&x=${encodeURIComponent(text)}`,
      encodeURIComponent,
    ];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: layers.length - 1 }), { maxLength: 4 }), (chosen) => {
        const written = chosen.reduce((text, at) => layers[at]?.(text) ?? text, `id:${ANDROID_ID}`);
        const detector = createDetector([{ id: 'x', kind: 'text', value: ANDROID_ID }], [], DEFAULT_BUDGET);
        detector.push({
          index: 0,
          method: 'POST',
          url: 'https://c.example/',
          host: 'c.example',
          headers: [],
          body: Buffer.from(rewriter.text(written)),
          trailers: [],
          messages: [],
        });
        assert.deepEqual(detector.end().findings, [], chosen.join());
      }),
      { numRuns: 60 },
    );
  }).timeout(60_000);
});
