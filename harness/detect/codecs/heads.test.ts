import assert from 'node:assert/strict';
import { brotliCompressSync, constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { beginsLikeBrotli } from './brotli-head.ts';
import { beginsLikeDeflate } from './deflate-head.ts';
import { createRandomBytes } from '../testing/random.ts';

const randomBytes = createRandomBytes(1);

const data = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 300 }),
  fc.lorem().map((text) => Buffer.from(text)),
);

describe('the start of compressed data', () => {
  it('is recognized for any content and parameters', () => {
    fc.assert(
      fc.property(data, fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 4), (bytes, level, strategy) => {
        assert.ok(beginsLikeDeflate(deflateRawSync(bytes, { level, strategy })));
        const params = {
          [constants.BROTLI_PARAM_QUALITY]: level,
          [constants.BROTLI_PARAM_LGWIN]: 10 + level,
        };
        assert.ok(beginsLikeBrotli(brotliCompressSync(bytes, { params })));
      }),
      { numRuns: 3000 },
    );
  });

  const heads: [name: string, begins: (bytes: Uint8Array) => boolean, most: number][] = [
    ['deflate', beginsLikeDeflate, 0.03],
    ['brotli', beginsLikeBrotli, 0.06],
  ];
  for (const [name, isStart, limit] of heads)
    it(`is rarely reported for random bytes: ${name}`, () => {
      const tries = 5000;
      const matches = Array.from({ length: tries }, () => isStart(randomBytes(40))).filter(Boolean).length;
      assert.ok(matches <= tries * limit, `${matches}`);
    });
});
