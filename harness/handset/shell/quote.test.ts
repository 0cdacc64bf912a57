import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { SPECIAL_ARGUMENTS } from '../testing/special-arguments.ts';
import { quote } from './quote.ts';

describe('quote', () => {
  const throughShell = (argv: string[]): string[] =>
    execFileSync('/bin/sh', ['-c', quote(['printf', '%s\\0', ...argv])], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);

  it('does not quote plain words', () => {
    assert.equal(
      quote(['settings', 'put', 'global', 'http_proxy', ':0']),
      'settings put global http_proxy :0',
    );
  });

  for (const word of SPECIAL_ARGUMENTS)
    it(`passes ${JSON.stringify(word)} through a shell unchanged`, () => {
      assert.deepEqual(throughShell([word, 'next']), [word, 'next']);
    });

  it('passes any argument through a shell unchanged', () => {
    const word = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (argv) => {
        assert.deepEqual(throughShell(argv), argv);
      }),
      { numRuns: 50 },
    );
  });

  it('can be applied twice, as for `su -c`', () => {
    const line = quote(['sh', '-c', quote(['printf', '%s', "a'b $c\n;"])]);
    assert.equal(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }), "a'b $c\n;");
  });

  it('refuses a NUL byte', () => {
    assert.throws(() => quote(['a\0b']), RangeError);
  });
});
