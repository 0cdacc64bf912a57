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

describe('heads of compressed data', () => {
  it('are known whatever was compressed, and how', () => {
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
  for (const [name, begins, most] of heads)
    it(`are seldom seen in random bytes: ${name}`, () => {
      const tries = 5000;
      const seen = Array.from({ length: tries }, () => begins(randomBytes(40))).filter(Boolean).length;
      assert.ok(seen <= tries * most, `${seen}`);
    });
});
