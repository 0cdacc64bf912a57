import assert from 'node:assert/strict';
import type { Message } from '../message.ts';
import { featuresOf } from './index.ts';

describe('what is computed from two values of a message', () => {
  it('is a share of all that was computed of these fields', () => {
    const messages = Array.from(
      { length: 8 },
      (_, at): Message => ({
        block: at >> 1,
        host: 'sender.example',
        site: 'sender.example',
        method: 'POST',
        segments: ['v'],
        fields: [
          ...[at, at * at, at + 7].map((number) => ({
            path: 'request.body > json:$.n[]',
            value: `${number}`,
          })),
          { path: 'request.body > json:$.m', value: `${3 * at}` },
          ...[at, 255 - at].map((byte) => ({ path: 'request.body > b', value: Buffer.of(byte, 7, 9) })),
          { path: 'request.body > c', value: Buffer.of(3 * at, 1, 2) },
        ],
        bytes: 100,
        afterVisitMs: undefined,
        afterMessageMs: undefined,
      }),
    );
    const features = featuresOf(messages, 4, false);
    const pairs = features.filter(({ where }) => / (?:minus|xor) /.test(where));
    assert.deepEqual(
      new Set(pairs.map(({ where }) => where.replaceAll('request.body > ', ''))),
      new Set(['json:$.n[] minus json:$.n[]', 'json:$.n[] minus json:$.m', 'b xor b', 'b xor c']),
    );
    const numbersOf = (where: string) => pairs.find((each) => each.where.endsWith(where))?.totals;
    assert.deepEqual(numbersOf('minus request.body > json:$.m'), Float64Array.of(6, 6, 6, 6));
    assert.deepEqual(numbersOf('minus request.body > json:$.n[]'), Float64Array.of(6, 6, 6, 6));
    assert.deepEqual(numbersOf('xor request.body > b'), Float64Array.of(2, 2, 2, 2));
    for (const { counts, totals } of features)
      assert.ok(!totals || counts.every((count, block) => count <= (totals[block] ?? 0)));
  });
});
