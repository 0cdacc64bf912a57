import assert from 'node:assert/strict';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { createRandomBytes } from '../testing/random.ts';
import { inflateSmall } from './small-inflate.ts';

const SYNC = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 16 };

describe('a small inflate', () => {
  const randomBytes = createRandomBytes(3);

  it('gives the same output as zlib for every kind of block, truncated anywhere', () => {
    for (const text of [
      '',
      'a',
      'garden '.repeat(40),
      randomBytes(300).toString('base64'),
      randomBytes(200).toString('latin1'),
    ])
      for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY])
        for (const level of [0, 1, 9]) {
          const packed = deflateRawSync(text, { level, strategy });
          for (let length = 0; length <= packed.length; length++) isSame(packed.subarray(0, length));
        }
  });

  it('fails where zlib fails: on random bytes and on corrupt data', () => {
    for (let round = 0; round < 4000; round++) isSame(randomBytes(round % 90));
    const packed = deflateRawSync('https://k3x9m2q7w4tz.example/p8v1n5r6y0ab'.repeat(3));
    for (let at = 0; at < packed.length; at++)
      for (const flipped of [1, 16, 128]) {
        const broken = Buffer.from(packed);
        broken[at] = (broken[at] ?? 0) ^ flipped;
        isSame(broken);
      }
  });
});

function isSame(bytes: Buffer): void {
  const { bytes: actual, end } = inflateSmall(bytes);
  let expected: Buffer | undefined;
  try {
    expected = inflateRawSync(bytes, SYNC);
  } catch {
    expected = undefined; // Broken, which is what is compared.
  }
  assert.equal(end === 'ended', expected !== undefined, bytes.toString('hex'));
  if (expected) assert.deepEqual(Buffer.from(actual), expected, bytes.toString('hex'));
}
