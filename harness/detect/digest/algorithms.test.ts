import assert from 'node:assert/strict';
import { murmur128, murmur32 } from './murmur3.ts';
import { adler32, crc32, fnv1a32, fnv1a64, javaHash } from './small.ts';
import { xxhash32, xxhash64 } from './xxhash.ts';
import type { Word64 } from './word64.ts';

const bytes = (text: string) => Buffer.from(text);
const SPAM = 'Nobody inspects the spammish repetition';

describe('own implementations of digests', () => {
  const vectors: [name: string, got: number | Word64, expected: string][] = [
    ['crc32', crc32(bytes('123456789')), 'cbf43926'],
    ['adler32', adler32(bytes('Wikipedia')), '11e60398'],
    ['fnv1a-32', fnv1a32(bytes('foobar')), 'bf9cf968'],
    ['fnv1a-64', fnv1a64(bytes('foobar')), '85944171f73967e8'],
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
});

function unsigned(half: number): bigint {
  return BigInt(half >>> 0);
}
