import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Canary } from '../../model/canary.ts';
import type { Exchange } from '../../model/exchange.ts';
import { DEFAULT_BUDGET } from '../detector.ts';
import { locate } from '../locate.ts';
import { exchangesOfChain } from '../places.ts';
import { replayChain } from '../replay.ts';
import { chanceOf } from '../testing/chance.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { xorWith } from './ciphers.ts';

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const visit: Canary = { id: 'visit-1', kind: 'url', value: VISIT };
const EVENT = JSON.stringify([{ event: 'page', properties: { url: VISIT, title: 'read in private' } }]);
const KEY16 = 'a9Zk27Qm4Lx0Vb81';
const KEY32 = 'Zk27Qm4Lx0Vb81a9Zq27QmXLx0Vb81b7';
const IV = Buffer.from('0c1d2e3f405162738495a6b7c8d9eafb', 'hex');
const ZERO = Buffer.alloc(16);

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const b64 = (bytes: Buffer) => bytes.toString('base64');
const list = <T>(length: number, make: (at: number) => T) => Array.from({ length }, (_, at) => make(at));
const json = (value: unknown, index: number, given: Partial<Exchange> = {}) =>
  exchangeOf({ index, body: Buffer.from(JSON.stringify(value)), ...given });
const raw = (body: Buffer, index: number) => exchangeOf({ index, body });

function aes(name: string, key: string | Buffer, iv: Buffer | null, plain: string | Buffer = EVENT): Buffer {
  const cipher = createCipheriv(name, key, iv);

  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

function assertReplays(
  exchanges: readonly Exchange[],
  orders = [exchanges, exchanges.toReversed()],
): string[] {
  const reports = orders.map((order) => scanOf([visit], ...order));
  assert.deepEqual(reports[0], reports[1]);
  const [{ findings, stats } = scanOf([])] = reports;
  const at = (index: number) => exchanges.find((each) => each.index === index);
  for (const finding of findings) {
    const exchange = at(finding.exchange);
    assert.ok(exchange && locate(exchange, finding, visit, DEFAULT_BUDGET, at), finding.chain.join(' | '));
    const way = replayChain(exchange, finding.part, finding.chain, DEFAULT_BUDGET, at);
    assert.equal(way?.at(-1)?.text.includes('k3x9m2q7w4tz'), true);
    assert.ok(exchangesOfChain(finding.chain).every(at));
  }
  assert.equal(stats.exhausted, 0);

  return findings
    .filter(({ match }) => match === 'whole')
    .map(({ exchange, chain }) => `${exchange}: ${chain.join(' | ')}`);
}

describe('keys of other exchanges', () => {
  const found: [name: string, exchanges: Exchange[], step: string][] = [
    [
      'AES-128-CBC under a key in JSON before',
      [json({ key: KEY16 }, 3), json({ data: b64(Buffer.concat([IV, aes('aes-128-cbc', KEY16, IV)])) }, 5)],
      '5: json:$.data | base64 | aes-128-cbc:key=text(#3 request.body > json:$.key),iv=front | json:$[0].properties.url',
    ],
    [
      'AES-256-ECB over gzip under a key in a header after, in base64',
      [
        raw(aes('aes-256-ecb', KEY32, null, gzipSync(EVENT)), 0),
        exchangeOf({ index: 1, headers: [['X-Session', b64(Buffer.from(KEY32))]] }),
      ],
      '0: aes-256-ecb:key=base64(#1 request.header:x-session) | gzip | json:$[0].properties.url',
    ],
    [
      'AES-128-CBC, both key and vector in another exchange',
      [
        json({ k: sha256('k').toString('hex').slice(0, 32), iv: IV.toString('hex') }, 2),
        raw(aes('aes-128-cbc', sha256('k').subarray(0, 16), IV), 4),
      ],
      '4: aes-128-cbc:key=hex(#2 request.body > json:$.k),iv=hex(#2 request.body > json:$.iv) | json:$[0].properties.url',
    ],
    [
      'AES-128-CBC, the vector beside it',
      [
        json({ secret: KEY16 }, 0),
        json({ iv: IV.toString('hex'), data: b64(aes('aes-128-cbc', KEY16, IV)) }, 1),
      ],
      '1: json:$.data | base64 | aes-128-cbc:key=text(#0 request.body > json:$.secret),iv=hex(request.body > json:$.iv) | json:$[0].properties.url',
    ],
    [
      'XOR with a key that says so',
      [
        exchangeOf({ index: 7, url: 'https://collector.test/config?xor_key=d3v1ce-0001' }),
        raw(xorWith(Buffer.from(EVENT), Buffer.from('d3v1ce-0001')), 9),
      ],
      '9: xor:key=text(#7 request.url > query:xor_key) | json:$[0].properties.url',
    ],
  ];
  for (const [name, exchanges, step] of found)
    it(`open ${name}, in any order`, () => {
      assert.deepEqual(assertReplays(exchanges), [step]);
      const { opaque } = scanOf([visit], ...exchanges);
      assert.deepEqual(
        opaque.filter(({ bytes }) => bytes > 48),
        [],
      );
    });

  it('leave closed what they do not fit, and say nothing of it', () => {
    const chance = chanceOf(5);
    const exchanges = list(40, (index) =>
      json({ token: chance(16).toString('hex'), data: b64(chance(64 + 16 * index)) }, index),
    );
    const { findings, opaque, stats } = scanOf([visit], ...exchanges);
    assert.deepEqual(findings, []);
    assert.equal(opaque.length, 40);
    assert.equal(stats.exhausted, 0);
  });

  it('are none of a value that only looks for itself', () => {
    const data = b64(aes('aes-128-ecb', KEY16, null));
    const { findings } = scanOf([visit], json({ data }, 0), json({ data }, 1));
    assert.deepEqual(findings, []);
  });

  it('tell what an envelope that was opened still holds closed', () => {
    const inner = JSON.stringify({ event: 'page', blob: b64(chanceOf(3)(200)) });
    const exchanges = [json({ key: KEY16 }, 0), raw(aes('aes-128-cbc', KEY16, ZERO, inner), 1)];
    const { opaque } = scanOf([visit], ...exchanges);
    assert.deepEqual(
      opaque.map(({ exchange, bytes, class: kind }) => [exchange, bytes, kind]),
      [[1, 200, 'unknown']],
    );
  });

  it('are never the canary site’s: what goes there is browsing', () => {
    const site = new URL(VISIT);
    const own = exchangeOf({
      index: 1,
      url: site.origin,
      host: site.host,
      body: aes('aes-128-cbc', KEY16, ZERO),
    });
    assert.deepEqual(scanOf([visit], json({ key: KEY16 }, 0), own).findings, []);
  });

  it('are counted where more stayed closed than they are tried on, the same in any order', () => {
    const chance = chanceOf(9);
    const data = list(300, (index) => raw(chance(100 + index), index));
    const key = json({ key: KEY16 }, 300);
    const exhausted = (...order: Exchange[]) => scanOf([visit], ...order).stats.exhausted;
    assert.equal(exhausted(...data, key), 44);
    assert.equal(exhausted(key, ...data.toReversed()), 44);
    assert.equal(exhausted(...data), 0);
  });

  it('are counted where there are more of them than are tried', () => {
    const keys = list(300, (index) => json({ key: sha256(`${index}`).toString('hex').slice(0, 16) }, index));
    const data = raw(chanceOf(9)(100), 300);
    assert.equal(scanOf([visit], ...keys, data).stats.exhausted, 300);
    assert.equal(scanOf([visit], ...keys).stats.exhausted, 0);
  });
});
