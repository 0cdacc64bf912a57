import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createPseudonyms } from './pseudonym.ts';

const ANDROID_ID = '4dfe58fb3832534e';
const pseudonyms = createPseudonyms(Buffer.from('a key that is thrown away'));
const PSEUDONYM = pseudonyms(ANDROID_ID);

describe('createPseudonyms', () => {
  it('keeps length and alphabet of the value, and always gives the same pseudonym', () => {
    assert.match(PSEUDONYM, /^[0-9a-f]{16}$/);
    assert.notEqual(PSEUDONYM, ANDROID_ID);
    assert.equal(pseudonyms(ANDROID_ID), PSEUDONYM);
    assert.equal(pseudonyms(ANDROID_ID.toUpperCase()), PSEUDONYM.toUpperCase());
    assert.match(pseudonyms('354210098765432'), /^\d{15}$/);
    assert.match(pseudonyms('Юрий Петров@example'), /^[Ѐ-ӿ]{4} [Ѐ-ӿ]{6}@[a-z]{7}$/);
  });

  it('gives spellings of one value the same pseudonym', () =>
    assert.equal(
      pseudonyms('64:CC:2E:1A:9B:07').replaceAll(':', '').toLowerCase(),
      pseudonyms('64cc2e1a9b07'),
    ));

  it('gives other pseudonyms under another key', () =>
    assert.notEqual(createPseudonyms(Buffer.from('x'))(ANDROID_ID), PSEUDONYM));

  it('never gives the value itself', () =>
    fc.assert(fc.property(fc.stringMatching(/^[0-9a-f]{1,3}$/), (value) => pseudonyms(value) !== value)));
});
