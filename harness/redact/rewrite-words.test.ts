import assert from 'node:assert/strict';
import { rewriteWords } from './rewrite-words.ts';
import { shouting } from './testing/rewriting.ts';

const { inner } = shouting(/garden windo|a b/g);
const encoded = (text: string, encoding: BufferEncoding) => Buffer.from(text).toString(encoding);
const TEXT = 'the garden window, twice';
const CHANGED = 'the GARDEN WINDOw, twice';

describe('words in other text', () => {
  for (const encoding of ['hex', 'base64', 'base64url'] as const)
    it(`are rewritten in ${encoding}`, () =>
      assert.equal(
        rewriteWords(`x ${encoded(TEXT, encoding)} y`, inner),
        `x ${encoded(CHANGED, encoding)} y`,
      ));

  it('are rewritten in hex of upper case, and keep it', () =>
    assert.equal(
      rewriteWords(encoded(TEXT, 'hex').toUpperCase(), inner),
      encoded(CHANGED, 'hex').toUpperCase(),
    ));

  it('are rewritten where percent signs escape them', () =>
    assert.equal(rewriteWords('q=a%20b c', inner), 'q=A%20B c'));

  it('are rewritten in base64 of lines, which keep their length', () => {
    const lines = (text: string) => (encoded(text, 'base64').match(/.{1,76}/g) ?? []).join('\r\n');
    const long = TEXT.repeat(9);
    assert.equal(rewriteWords(lines(long), inner), lines(CHANGED.repeat(9)));
  });

  it('keep their padding, or its absence', () => {
    const [padded, bare] = [
      encoded('garden windo', 'base64'),
      encoded('garden window', 'base64').replace(/=+$/, ''),
    ];
    assert.equal(rewriteWords(padded, inner), encoded('GARDEN WINDO', 'base64'));
    assert.equal(rewriteWords(bare, inner), encoded('GARDEN WINDOw', 'base64').replace(/=+$/, ''));
  });

  it('are left alone where nothing in them changes', () => {
    const text = 'plain text, 123456789012, %zz';
    assert.equal(
      rewriteWords(text, () => ({ text: (each) => each, bytes: (each) => each, openly: (each) => each })),
      text,
    );
  });
});
