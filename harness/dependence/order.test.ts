import assert from 'node:assert/strict';
import { createDraw } from './draw.ts';
import { isInterleaved, isRegular } from './order.ts';
import { labelingsOf } from './permutation/labelings.ts';

const of = (order: string) => Uint8Array.from(order, (page) => page.charCodeAt(0) - 65);
const interleaved = (order: string) => isInterleaved(of(order), labelingsOf(of(order), createDraw('order')));

describe('an order of blocks', () => {
  for (const order of ['AAAAAAAAAAAABBBBBBBBBBBB', 'AAAAAAAAAABABABBBBBBBBBB', 'AAAAAAAABBBBBBBBBBBBAAAA'])
    it(`is not interleaved: ${order}`, () => {
      assert.equal(interleaved(order), false);
    });

  for (const order of [
    'ABABABABABABABABABABABAB',
    'ABBAABBAABBAABBAABBAABBA',
    'BABBAABABAABBBABAABABBAA',
    'AABBBABABABA',
  ])
    it(`is interleaved: ${order}`, () => {
      assert.equal(interleaved(order), true);
    });

  it('is regular if a bit of a counter has it too', () => {
    for (const order of ['ABABABABABAB', 'ABBAABBAABBA', 'AABBAABBAABB'])
      assert.equal(isRegular(of(order)), true, order);
    assert.equal(isRegular(of('BABBAABABAABBBABAABABBAA')), false);
  });
});
