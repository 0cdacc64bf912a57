import assert from 'node:assert/strict';
import { type CipherGCM, createCipheriv, createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../replay/locate.ts';
import { walkChain } from '../replay/walk.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { xorWith } from './ciphers.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };
const EVENT = JSON.stringify([{ event: 'page', properties: { url: VISIT, title: 'read in private' } }]);
const KEY16 = 'a9Zk27Qm4Lx0Vb81';
const KEY32 = 'Zk27Qm4Lx0Vb81a9Zq27QmXLx0Vb81b7';
const IV = Buffer.from('0c1d2e3f405162738495a6b7c8d9eafb', 'hex');
/** Bytes. The key itself may be reported as opaque, up to this size. */
const LARGEST_KEY = 48;
const ZERO = Buffer.alloc(16);

const md5 = (text: string) => createHash('md5').update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest();
const json = (value: unknown, fields: Partial<Exchange> = {}) =>
  exchangeOf({ body: Buffer.from(JSON.stringify(value)), ...fields });

function aes(name: string, key: string | Buffer, iv: Buffer | null, plain: string | Buffer = EVENT): Buffer {
  const cipher = createCipheriv(name, key, iv);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);

  return name.endsWith('gcm') ? Buffer.concat([sealed, (cipher as CipherGCM).getAuthTag()]) : sealed;
}

const front = (iv: Buffer, sealed: Buffer) => Buffer.concat([iv, sealed]);
const b64 = (bytes: Buffer) => bytes.toString('base64');

describe('decryption with a key of the same exchange', () => {
  const cases: [name: string, exchange: Exchange, step: string][] = [
    [
      'AES-128-ECB, key as text in another field',
      json({ key: KEY16, data: b64(aes('aes-128-ecb', KEY16, null)) }),
      'aes-128-ecb:key=text(request.body > json:$.key)',
    ],
    [
      'AES-256-ECB, key as hex',
      json({ k: Buffer.from(KEY32).toString('hex'), data: aes('aes-256-ecb', KEY32, null).toString('hex') }),
      'aes-256-ecb:key=hex(request.body > json:$.k)',
    ],
    [
      'AES-128-CBC, vector of zeros, key in a header',
      json({ d: b64(aes('aes-128-cbc', KEY16, ZERO)) }, { headers: [['X-Session', KEY16]] }),
      'aes-128-cbc:key=text(request.header:x-session),iv=zero',
    ],
    [
      'AES-128-CBC, vector = key, key in the query',
      exchangeOf({
        url: `https://collector.test/upload?ver=3&sk=${KEY16}`,
        body: aes('aes-128-cbc', KEY16, Buffer.from(KEY16)),
      }),
      'aes-128-cbc:key=text(request.url > query:sk),iv=key',
    ],
    [
      'AES-256-CBC over gzip, vector in front, key as base64 in a form',
      exchangeOf({
        body: Buffer.from(
          new URLSearchParams({
            secret: b64(Buffer.from(KEY32)),
            payload: b64(front(IV, aes('aes-256-cbc', KEY32, IV, gzipSync(EVENT)))),
          }).toString(),
        ),
      }),
      'aes-256-cbc:key=base64(request.body > form:secret),iv=front',
    ],
    [
      'AES-128-CBC, vector in another field, key = MD5 of an id',
      json({
        iv: IV.toString('hex'),
        id: 'device-0001',
        data: b64(aes('aes-128-cbc', md5('device-0001'), IV)),
      }),
      'aes-128-cbc:key=md5(request.body > json:$.id),iv=hex(request.body > json:$.iv)',
    ],
    [
      'AES-256-ECB, key = hex of an MD5',
      json({ id: 'device-0001', data: b64(aes('aes-256-ecb', md5('device-0001').toString('hex'), null)) }),
      'aes-256-ecb:key=md5-hex(request.body > json:$.id)',
    ],
    [
      'AES-256-CBC, key = SHA-256 of a token',
      json({ token: 'tk-91', data: b64(aes('aes-256-cbc', sha256('tk-91'), ZERO)) }),
      'aes-256-cbc:key=sha256(request.body > json:$.token),iv=zero',
    ],
    [
      'AES-128-CTR, counter in front',
      json({ key: KEY16, data: b64(front(IV, aes('aes-128-ctr', KEY16, IV))) }),
      'aes-128-ctr:key=text(request.body > json:$.key),iv=front',
    ],
    [
      'AES-256-GCM over gzip, nonce in front',
      json({
        key: KEY32,
        data: b64(front(IV.subarray(0, 12), aes('aes-256-gcm', KEY32, IV.subarray(0, 12), gzipSync(EVENT)))),
      }),
      'aes-256-gcm:key=text(request.body > json:$.key),iv=front',
    ],
    [
      'AES-128-GCM, nonce in another field',
      json({
        key: KEY16,
        nonce: b64(IV.subarray(0, 12)),
        data: b64(aes('aes-128-gcm', KEY16, IV.subarray(0, 12))),
      }),
      'aes-128-gcm:key=text(request.body > json:$.key),iv=base64(request.body > json:$.nonce)',
    ],
    [
      'XOR with a key that repeats, in a header',
      exchangeOf({
        headers: [['X-Key', 'd3v1ce-0001']],
        body: xorWith(Buffer.from(EVENT), Buffer.from('d3v1ce-0001')),
      }),
      'xor:key=text(request.header:x-key)',
    ],
    [
      'XOR over gzip with a key of bytes',
      json({ mask: '9cf34e01d2', data: b64(xorWith(gzipSync(EVENT), Buffer.from('9cf34e01d2', 'hex'))) }),
      'xor:key=hex(request.body > json:$.mask)',
    ],
  ];
  for (const [name, exchange, step] of cases)
    it(`decrypts ${name}`, () => {
      const { findings, opaque, stats } = scanOf([visit], exchange);
      const found = findings.find(({ match }) => match === 'whole');
      assert.ok(found, JSON.stringify(findings));
      assert.ok(found.chain.includes(step), found.chain.join(' | '));
      for (const finding of findings) {
        assert.ok(locate(exchange, finding, visit, DEFAULT_BUDGET), finding.chain.join(' | '));
        const [method] = walkChain(exchange, finding.part, finding.chain, DEFAULT_BUDGET);
        assert.equal(method?.at(-1)?.text.includes('k3x9m2q7w4tz'), true);
      }
      assert.deepEqual(
        opaque.filter(({ bytes }) => bytes > LARGEST_KEY),
        [],
      );
      assert.equal(stats.exhausted, 0);
    });

  it('leaves data opaque if no key in the exchange fits', () => {
    const other = json({ key: 'b9Zk27Qm4Lx0Vb81', data: b64(aes('aes-128-cbc', KEY16, IV)) });
    const { findings, opaque } = scanOf([visit], other);
    assert.deepEqual(findings, []);
    assert.ok(opaque.some((each) => each.class === 'unknown' && each.bytes > LARGEST_KEY));
  });

  it('does not accept random bytes as decrypted', () => {
    for (let seed = 0; seed < 40; seed++) {
      const words = Array.from({ length: 30 }, (_, at) =>
        sha256(`${seed} ${at}`).toString('hex').slice(0, 16),
      );
      const data = Buffer.concat(Array.from({ length: 4 }, (_, at) => sha256(`data ${seed} ${at}`)));
      const { opaque } = scanOf([visit], json({ words, data: b64(data) }));
      assert.deepEqual(
        opaque.map((each) => each.bytes >= 128),
        [true],
      );
    }
  });
});
