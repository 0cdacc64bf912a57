import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import type { Canary } from '../../model/canary.ts';
import { Content } from '../content.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { createRandomBytes } from '../testing/random.ts';
import { SENSE } from './testing/encodings.ts';
import { xorWhole } from './xor-whole.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const HOST = 'k3x9m2q7w4tz.example';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };
const event = JSON.stringify([{ t: 'visit', s: 'session-1', p: 'page', v: VISIT, tm: 1_590_000_000_123 }]);
const bareUrl = JSON.stringify({ event: 'page view', host: HOST, title: 'a page that was read in private' });
const snappy = (text: string) => SENSE['snappy, bare']!(Buffer.from(text));

describe('one-byte XOR over a whole value', () => {
  const bodies: [name: string, plain: Buffer, chain: string][] = [
    ['gzip', gzipSync(event), 'gzip'],
    ['zlib', deflateSync(event), 'zlib'],
    ['Snappy, as GrowingIO does', snappy(event), 'snappy'],
    ['long Snappy', snappy(JSON.stringify(Array.from({ length: 9 }, () => event))), 'snappy'],
    ['text without a URL', Buffer.from(bareUrl), 'json:$.host'],
  ];
  for (const [name, plain, step] of bodies)
    it(`is decoded over ${name}, for every key`, () => {
      for (let key = 128; key < 256; key += 5) {
        const exchange = exchangeOf({ body: Uint8Array.from(plain, (byte) => byte ^ key) });
        const { findings, opaque } = scanOf([visit], exchange);
        const [first] = findings;
        assert.deepEqual(first?.chain.slice(0, 2), [`xor:${key.toString(16)}`, step]);
        assert.ok(first && locate(exchange, first, visit, DEFAULT_BUDGET));
        assert.deepEqual(opaque, []);
      }
    });

  it('is decoded in a field, too', () => {
    const data = Buffer.from(snappy(event).map((byte) => byte ^ 0x7b)).toString('base64');
    const { findings } = scanOf([visit], exchangeOf({ body: Buffer.from(JSON.stringify({ data })) }));
    assert.deepEqual(findings[0]?.chain.slice(0, 4), ['json:$.data', 'base64', 'xor:7b', 'snappy']);
  });

  it('is not taken for XOR with a longer key, if the result is not printable', () => {
    const bytesOf = createRandomBytes(7);
    const keys = [
      '0123456789',
      'abcdefghijklmnopqrstuvwxyz',
      '0123456789abcdef',
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    ];
    const silent = Array.from({ length: 80 }, (_, at) => {
      const letters = keys[at % keys.length] ?? '';
      const key = Array.from(bytesOf(5 + (at % 12)), (byte) => letters.charCodeAt(byte % letters.length));
      const plain = Buffer.from([bareUrl, HOST + HOST, event][at % 3] ?? '');
      const body = Buffer.from(plain.map((byte, index) => byte ^ (key[index % key.length] ?? 0)));
      const { findings, opaque } = scanOf([visit], exchangeOf({ body }));

      return Content.ofBytes(body).isText || findings.length + opaque.length > 0 ? '' : body.toString('hex');
    }).filter((each) => each !== '');
    assert.ok(silent.length <= 1, silent.join('\n'));
  });

  it('is not reported for random bytes', () => {
    for (let count = 0; count < 5000; count++) {
      const bytes = Buffer.concat(
        Array.from({ length: 1 + (count % 8) }, (_, block) =>
          createHash('sha256').update(`${count} ${block}`).digest(),
        ),
      );
      const content = Content.ofBytes(bytes.subarray(count % 16));
      const input = { content, contentType: '', mimeType: '', codings: [] };
      assert.deepEqual(xorWhole.open(input, { bytesLeft: 1 << 20, cutShort() {} }).layers, []);
    }
  });
});
