import assert from 'node:assert/strict';
import { rewriteWords } from './rewrite-words.ts';
import { upperCaseRewriter } from './testing/rewriting.ts';

const { inner } = upperCaseRewriter(/garden windo|a b/g);
const encoded = (text: string, encoding: BufferEncoding) => Buffer.from(text).toString(encoding);
const TEXT = 'the garden window, twice';
const CHANGED = 'the GARDEN WINDOw, twice';

describe('rewriteWords', () => {
  for (const encoding of ['hex', 'base64', 'base64url'] as const)
    it(`rewrites words in ${encoding}`, () =>
      assert.equal(
        rewriteWords(`x ${encoded(TEXT, encoding)} y`, inner),
        `x ${encoded(CHANGED, encoding)} y`,
      ));

  it('rewrites upper-case hex, and keeps the case', () =>
    assert.equal(
      rewriteWords(encoded(TEXT, 'hex').toUpperCase(), inner),
      encoded(CHANGED, 'hex').toUpperCase(),
    ));

  it('rewrites percent-encoded words', () => assert.equal(rewriteWords('q=a%20b c', inner), 'q=A%20B c'));

  it('rewrites base64 in lines, and keeps their length', () => {
    const lines = (text: string) => (encoded(text, 'base64').match(/.{1,76}/g) ?? []).join('\r\n');
    const long = TEXT.repeat(9);
    assert.equal(rewriteWords(lines(long), inner), lines(CHANGED.repeat(9)));
  });

  it('adds padding to base64 only if the word had it', () => {
    const [padded, bare] = [
      encoded('garden windo', 'base64'),
      encoded('garden window', 'base64').replace(/=+$/, ''),
    ];
    assert.equal(rewriteWords(padded, inner), encoded('GARDEN WINDO', 'base64'));
    assert.equal(rewriteWords(bare, inner), encoded('GARDEN WINDOw', 'base64').replace(/=+$/, ''));
  });

  it('keeps words in which nothing changes', () => {
    const text = 'plain text, 123456789012, %zz';
    assert.equal(
      rewriteWords(text, () => ({
        text: (each) => each,
        bytes: (each) => each,
        undecodedBytes: (each) => each,
      })),
      text,
    );
  });
});
