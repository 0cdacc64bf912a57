import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Canary } from '../../model/canary.ts';
import { DigestFinder } from './finder.ts';
import { COMMON, CRYPTOGRAPHIC, digest, numericAlgorithms } from './algorithms.ts';
import { javaHash } from './small.ts';
import { Content } from '../content.ts';
import { createRandomBytes } from '../testing/random.ts';

const randomBytes = createRandomBytes(1);

const VISIT = 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab?q=h7j2d9f4g6sl';
const HOST = 'k3x9m2q7w4tz.example';
const canary: Canary = { id: 'v', kind: 'url', value: VISIT };
const none = new Set<number>();
const find = (text: string, ...canaries: Canary[]) =>
  new DigestFinder(canaries.length > 0 ? canaries : [canary])
    .find(Content.ofText(text), none)
    .filter((hit) => hit.short === undefined)
    .map((hit) => [hit.match, hit.confidence]);
const md5 = (text: string | Uint8Array) => createHash('md5').update(text).digest();
const sha1InHosts = (text: string) =>
  createHash('sha1').update('6ba7b8109dad11d180b400c04fd430c8', 'hex').update(text).digest();
const uuid = (bytes: Buffer, version: number) => {
  const computed = Buffer.from(bytes.subarray(0, 16));
  computed[6] = ((computed[6] ?? 0) & 0x0f) | (version << 4);
  computed[8] = ((computed[8] ?? 0) & 0x3f) | 0x80;

  return computed.toString('hex');
};
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest();

describe('digest finder', () => {
  for (const name of CRYPTOGRAPHIC)
    it(`finds ${name} as hex in both cases, base64 in both alphabets and bytes`, () => {
      const bytes = Buffer.from(digest(name, VISIT), 'latin1');
      const hex = bytes.toString('hex');
      const base64 = bytes.toString('base64');
      for (const text of [
        hex,
        hex.toUpperCase(),
        base64,
        bytes.toString('base64url'),
        bytes.toString('latin1'),
      ])
        for (const prefix of ['', 'a', 'ab', 'abc: ', 'id='])
          assert.deepEqual(find(`${prefix}${text}`), [[`digest:${name}`, 'certain']], text);
    });

  for (const inner of COMMON)
    for (const outer of COMMON)
      it(`finds ${outer} of ${inner}, of its bytes and of its hex in both cases`, () => {
        const bytes = createHash(inner).update(VISIT).digest();
        for (const text of [bytes, bytes.toString('hex'), bytes.toString('hex').toUpperCase()])
          assert.deepEqual(find(createHash(outer).update(text).digest('hex')), [
            [`digest:${outer}(${inner})`, 'certain'],
          ]);
      });

  for (const { name, of } of numericAlgorithms)
    it(`finds ${name} in either order of its bytes`, () => {
      const { high, low } = of(Buffer.from(VISIT), VISIT);
      const bytes = Buffer.alloc(8);
      bytes.writeInt32BE(high, 0);
      bytes.writeInt32BE(low, 4);
      for (const each of [bytes, bytes.toReversed()])
        assert.deepEqual(find(Buffer.from(each).toString('hex')), [[`digest:${name}`, 'certain']]);
    });

  const texts: [name: string, digested: string][] = [
    ['the URL without its scheme', VISIT.slice(8)],
    ['the URL without its query', 'https://k3x9m2q7w4tz.example/p8v1n5r6y0ab'],
    ['the origin', `https://${HOST}`],
    ['the origin with a slash', `https://${HOST}/`],
    ['the host', HOST],
    ['upper case', VISIT.toUpperCase()],
  ];
  for (const [name, text] of texts)
    it(`finds a digest of ${name}`, () =>
      assert.deepEqual(find(`h=${sha256(text).toString('hex')}`), [['digest:sha256', 'certain']]));

  it('finds a unique registrable domain, and search words', () => {
    const deep: Canary = { id: 'd', kind: 'url', value: `https://www.k3x9m2q7w4tz.co.uk/a` };
    assert.deepEqual(find(md5('k3x9m2q7w4tz.co.uk').toString('hex'), deep), [['digest:md5', 'certain']]);
    const words: Canary = { id: 'w', kind: 'search', value: 'zq7m4x9k2w5t rain' };
    assert.deepEqual(find(md5('zq7m4x9k2w5t+rain').toString('hex'), words), [['digest:md5', 'certain']]);
  });

  const encodedDigests: [name: string, text: string, match: string][] = [
    ['8 bytes of a digest', sha256(VISIT).toString('hex').slice(0, 16), 'digest:sha256'],
    ['8 bytes as base64', sha256(VISIT).subarray(0, 8).toString('base64'), 'digest:sha256'],
    ['the middle of an MD5', md5(VISIT).toString('hex').slice(8, 24), 'digest:md5'],
    ['a digest of hex', md5(md5(VISIT).toString('hex')).toString('hex'), 'digest:md5(md5)'],
    ['a digest of bytes', sha256(md5(VISIT)).toString('hex'), 'digest:sha256(md5)'],
    [
      'a digest of upper-case hex',
      md5(md5(HOST).toString('hex').toUpperCase()).toString('hex'),
      'digest:md5(md5)',
    ],
    ['the last 16 bytes of a digest', sha256(VISIT).toString('hex').slice(-32), 'digest:sha256'],
    ['the last 8 bytes of a digest', md5(HOST).toString('hex').slice(-16), 'digest:md5'],
    ['a UUID of a text, as Java computes it', uuid(md5(VISIT), 3), 'digest:uuid3'],
    ['a UUID in a name space, without dashes', uuid(sha1InHosts(HOST), 5), 'digest:uuid5'],
    ['a long', String(0x2c2f4b844d19703dn), 'digest:fnv1a-64'],
    ['a long with a sign', String(BigInt.asIntN(64, md5(VISIT).readBigUInt64BE())), 'digest:md5'],
    ['a long, little-endian', String(BigInt.asIntN(64, sha256(HOST).readBigUInt64LE())), 'digest:sha256'],
    ['a BigInteger', BigInt(`0x${md5(VISIT).toString('hex')}`).toString(), 'digest:md5'],
    [
      'a BigInteger with a sign',
      BigInt.asIntN(256, BigInt(`0x${sha256(VISIT).toString('hex')}`)).toString(),
      'digest:sha256',
    ],
    ['a number of 64 bits', '2c2f4b844d19703d', 'digest:fnv1a-64'],
  ];
  for (const [name, text, match] of encodedDigests)
    it(`finds ${name}`, () => assert.deepEqual(find(`x:"${text}"`), [[match, 'certain']]));

  const near: [name: string, text: string, of?: Canary][] = [
    ['seven bytes of a digest', sha256(VISIT).toString('hex').slice(0, 14)],
    ['a digest of another URL', sha256(`${VISIT}x`).toString('hex')],
    ['a digest of the top-level domain', sha256('example').toString('hex')],
    [
      'a digest of the shared domain of two sites',
      md5('shop.example').toString('hex'),
      { id: 's', kind: 'url', value: 'https://a.shop.example/x' },
    ],
    [
      'a digest of a path that many sites have',
      md5('/world').toString('hex'),
      { id: 's', kind: 'url', value: 'https://www.news-site.example/world' },
    ],
  ];
  for (const [name, text, of = canary] of near)
    it(`ignores ${name}`, () => assert.deepEqual(find(text, of), []));

  it('reports digests of 32 bits separately, with their variant', () => {
    const shorts = (text: string) =>
      new DigestFinder([canary])
        .find(Content.ofText(text), none)
        .map((hit) => [hit.match, hit.short?.variant, hit.short?.field]);
    const hash = javaHash(HOST);
    for (const text of [String(hash), String(hash | 0), hash.toString(16).padStart(8, '0')])
      assert.deepEqual(shorts(`h: ${text},`), [['digest:java-hashcode', 'host', 'h']], text);
    assert.deepEqual(shorts(`h: 1${hash}`), []);
  });

  it('finds nothing in random bytes, hex and base64', () => {
    const finder = new DigestFinder([canary]);
    const bytes = randomBytes(500_000);
    for (const encoding of ['latin1', 'hex', 'base64'] as const)
      assert.deepEqual(
        finder.find(Content.ofText(bytes.toString(encoding)), none).filter((hit) => hit.short === undefined),
        [],
      );
  });
});
