import assert from 'node:assert/strict';
import { createHash, getHashes } from 'node:crypto';
import { CRYPTOGRAPHIC, digest } from './algorithms.ts';
import { cityhash64 } from './city64.ts';
import { crc64Iso, crc64Xz } from './crc64.ts';
import { cyrb53 } from './cyrb53.ts';
import { md4 } from './md4.ts';
import { murmur2, murmur64a } from './murmur2.ts';
import { murmur128, murmur32 } from './murmur3.ts';
import { siphash24 } from './siphash.ts';
import { adler32, crc32, javaHash } from './small.ts';
import { anyWidth, fnv32, fnv64, hash32, hash64, java64 } from './string-hashes.ts';
import { Word64 } from './word64.ts';
import { xxhash32, xxhash64 } from './xxhash.ts';

const bytes = (text: string) => Buffer.from(text);
const SPAM = 'Nobody inspects the spammish repetition';
/** Bytes 0 to 14 and key 0 to 15, as in the test vectors of the SipHash paper. */
const counted = Buffer.from(Array.from({ length: 16 }, (_, at) => at));
const sipKey = [wordAt(0), wordAt(8)] as const;
/** Input of each length class of CityHash and MurmurHash2; expected values computed with their C versions. */
const ramp = (length: number) => Buffer.from(Array.from({ length }, (_, at) => (at * 7 + 3) & 255));
const inWidth32 = (name: string, text: string) =>
  [...fnv32, ...anyWidth].flatMap((each) => (each.name === name ? [hash32(each, bytes(text))] : []))[0] ?? 0;
const inWidth64 = (name: string, text: string) =>
  [...fnv64, ...anyWidth, java64].flatMap((each) =>
    each.name === name ? [hash64(each, bytes(text))] : [],
  )[0] ?? 0;

describe('own implementations of digests', () => {
  const vectors: [name: string, got: number | Word64, expected: string][] = [
    ['crc32', crc32(bytes('123456789')), 'cbf43926'],
    ['adler32', adler32(bytes('Wikipedia')), '11e60398'],
    ['fnv1-32', inWidth32('fnv1-32', 'foobar'), '31f0b262'],
    ['fnv1a-32', inWidth32('fnv1a-32', 'foobar'), 'bf9cf968'],
    ['fnv1-64', inWidth64('fnv1-64', 'foobar'), '340d8765a4dda9c2'],
    ['fnv1a-64', inWidth64('fnv1a-64', 'foobar'), '85944171f73967e8'],
    ['djb2', inWidth32('djb2', 'hello'), (261238937).toString(16)],
    ['djb2 in 64 bits', inWidth64('djb2', 'hello'), 210714636441n.toString(16)],
    ['sdbm', inWidth32('sdbm', 'hello'), (684824882).toString(16)],
    ['crc64-xz', crc64Xz(bytes('123456789')), '995dc9bbdf1939fa'],
    ['crc64-iso', crc64Iso(bytes('123456789')), 'b90956c775a41001'],
    ['cyrb53', cyrb53('a'), 7929297801672961n.toString(16)],
    ['siphash', siphash24(counted.subarray(0, 15), sipKey), 'a129ca6149be45e5'],
    ['murmur2-32', murmur2(ramp(33)), 'cee23d86'],
    ['murmur2-64', murmur64a(ramp(33)), '331d09ecd0c3c950'],
    ['murmur2-64, whole blocks', murmur64a(ramp(8)), 'f7b07c9937b469c3'],
    ['cityhash64 of 3 bytes', cityhash64(bytes('abc')), 2640714258260161385n.toString(16)],
    ['cityhash64 of 5 bytes', cityhash64(ramp(5)), '156112f7c93e5cb3'],
    ['cityhash64 of 12 bytes', cityhash64(ramp(12)), '7e11fa045e761bc'],
    ['cityhash64 of 25 bytes', cityhash64(ramp(25)), 'a00ae1d499d0de96'],
    ['cityhash64 of 50 bytes', cityhash64(ramp(50)), '45332f8e2dde09c7'],
    ['cityhash64 of 200 bytes', cityhash64(ramp(200)), '6099c264b552b496'],
    ['xxhash32 of nothing', xxhash32(bytes('')), '2cc5d05'],
    ['xxhash32, short', xxhash32(bytes('a')), '550d7456'],
    ['xxhash32, long', xxhash32(bytes(SPAM)), 'e2293b2f'],
    ['xxhash64 of nothing', xxhash64(bytes('')), 'ef46db3751d8e999'],
    ['xxhash64, short', xxhash64(bytes('a')), 'd24ec4f1a98c6e5b'],
    ['xxhash64, long', xxhash64(bytes(SPAM)), 'fbcea83c8a378bf1'],
    ['murmur3-32', murmur32(bytes('hello')), '248bfa47'],
    ['murmur3-32, whole blocks', murmur32(bytes('test')), 'ba6bd213'],
    ['murmur3-128', murmur128(bytes('hello'))[0], 'cbd8a7b341bd9b02'],
    ['murmur3-128, second half', murmur128(bytes('hello'))[1], '5b1e906a48ae1d19'],
    [
      'murmur3-128, long',
      murmur128(bytes('The quick brown fox jumps over the lazy dog'))[0],
      'e34bbc7bbc071b6c',
    ],
    ['java-hashcode', javaHash('hello'), (99162322).toString(16)],
  ];
  for (const [name, actual, expected] of vectors)
    it(`compute ${name}`, () => {
      const computed =
        typeof actual === 'number' ? BigInt(actual) : (unsigned(actual.high) << 32n) + unsigned(actual.low);
      assert.equal(computed.toString(16), expected);
    });

  const md4Vectors = [
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ] as const;
  for (const [text, expected] of md4Vectors)
    it(`compute MD4 of ${text.length} characters`, () =>
      assert.equal(md4(bytes(text)).toString('hex'), expected));

  /** In hex, with at least the 16 bytes that the shortest has. */
  const ofSpam = (name: string) => Buffer.from(digest(name, SPAM), 'latin1').toString('hex');

  it('include every digest that OpenSSL provides', () => {
    const known = new Set(CRYPTOGRAPHIC.map(ofSpam));
    for (const name of getHashes()) {
      const length = /^(?:shake128|shake256)$/.exec(name)
        ? { outputLength: name === 'shake128' ? 32 : 64 }
        : {};
      const computed = createHash(name, length).update(SPAM).digest('hex');
      const parts = /md5-sha1$|^ssl3/.test(name) && computed.length === 72 ? [32, 72] : [computed.length];
      let from = 0;
      for (const to of parts) {
        assert.ok(known.has(computed.slice(from, to)), name);
        from = to;
      }
    }
  });
});

function wordAt(at: number): Word64 {
  return new Word64(counted.readInt32LE(at + 4), counted.readInt32LE(at));
}

function unsigned(half: number): bigint {
  return BigInt(half >>> 0);
}
