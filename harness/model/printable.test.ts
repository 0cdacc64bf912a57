import assert from 'node:assert/strict';
import { printable } from './printable.ts';

describe('printable text', () => {
  const cases: [string, string, string][] = [
    ['a colour sequence', '\u001b[31mred\u001b[0m', '·[31mred·[0m'],
    ['line ends', 'a\r\nb\tc', 'a··b·c'],
    ['separators of lines and paragraphs', 'a\u2028b\u2029c', 'a·b·c'],
    ['C1 controls', 'a\u009bb', 'a·b'],
    ['marks that turn the direction of text', 'a\u202Eb\u200Fc', 'a·b·c'],
    ['lone surrogates', 'a\ud800b', 'a·b'],
    ['private use', 'a\uE000b', 'a·b'],
  ];
  for (const [name, text, expected] of cases)
    it(`has a dot in place of ${name}`, () => assert.equal(printable(text), expected));

  it('keeps letters, marks and signs of every script', () => {
    const text = 'Überprüfung, 隐私, été, 🙂, a-b_c.example/?q=1';
    assert.equal(printable(text), text);
  });
});
