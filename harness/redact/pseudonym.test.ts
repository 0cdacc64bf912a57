import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createPseudonyms } from './pseudonym.ts';

const ANDROID_ID = '4dfe58fb3832534e';
const pseudonyms = createPseudonyms(Buffer.from('a key that is thrown away'));
const OTHER = pseudonyms(ANDROID_ID);

describe('pseudonyms', () => {
  it('have the length and the alphabet of the value, and are the same each time', () => {
    assert.match(OTHER, /^[0-9a-f]{16}$/);
    assert.notEqual(OTHER, ANDROID_ID);
    assert.equal(pseudonyms(ANDROID_ID), OTHER);
    assert.equal(pseudonyms(ANDROID_ID.toUpperCase()), OTHER.toUpperCase());
    assert.match(pseudonyms('354210098765432'), /^\d{15}$/);
    assert.match(pseudonyms('Юрий Петров@example'), /^[Ѐ-ӿ]{4} [Ѐ-ӿ]{6}@[a-z]{7}$/);
  });

  it('keep spellings of one value together', () =>
    assert.equal(
      pseudonyms('64:CC:2E:1A:9B:07').replaceAll(':', '').toLowerCase(),
      pseudonyms('64cc2e1a9b07'),
    ));

  it('are others under another key', () =>
    assert.notEqual(createPseudonyms(Buffer.from('x'))(ANDROID_ID), OTHER));

  it('never are the value itself', () =>
    fc.assert(fc.property(fc.stringMatching(/^[0-9a-f]{1,3}$/), (value) => pseudonyms(value) !== value)));
});
