import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Content } from './content.ts';
import { ALPHANUMERIC, LOWER_SET, setOf, Shape } from './shape.ts';

describe('shape', () => {
  it('has exactly the characters of a text', () => {
    const shape = Shape.ofText('a=%25');
    for (let code = 0; code < 128; code++)
      assert.equal(shape.has(code), 'a=%25'.includes(String.fromCharCode(code)));
    assert.ok(shape.hasAny(setOf('xyz=')));
    assert.ok(!shape.hasAny(setOf('xyz')));
    assert.ok(shape.hasOnly(setOf(`${ALPHANUMERIC}=%`)));
    assert.ok(!shape.hasOnly(setOf('0123456789')));
  });

  it('has only characters of a set if all are ASCII', () => {
    assert.ok(Shape.ofText('abc').hasOnly(LOWER_SET));
    assert.ok(!Shape.ofText('abç').hasOnly(LOWER_SET));
    assert.ok(!Shape.ofText('abc\uff21').hasOnly(LOWER_SET));
  });

  it('has the length of the longest word', () => {
    assert.equal(Shape.ofText('ab cdef/+_-., g').longestWord, 10);
    assert.equal(Shape.ofText('').longestWord, 0);
    assert.equal(Shape.ofText('ab cde').longestWord, 3);
  });

  it('is the same for a text and its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const ofText = Content.ofText(text).shape;
        const ofBytes = Content.ofBytes(Buffer.from(text)).shape;
        for (let code = 0; code < 128; code++) assert.equal(ofText.has(code), ofBytes.has(code));
        assert.equal(ofText.isBeyondAscii, ofBytes.isBeyondAscii);
        assert.equal(ofText.longestWord, ofBytes.longestWord);
      }),
    );
  });
});
