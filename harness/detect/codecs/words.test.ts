import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ALPHANUMERIC, tableOf } from '../shape.ts';
import { base64Words } from './base64-words.ts';
import { wordsOf } from './words.ts';

const seed = 11;

/** The expected result of a scan: the matches of an equivalent pattern, which does not run in linear time. */
function found(text: string, pattern: RegExp): { from: number; to: number }[] {
  return [...text.matchAll(pattern)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));
}

describe('words', () => {
  it('are the matches of a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '9', ' ', 'é'), maxLength: 60 });
    const table = tableOf(ALPHANUMERIC);
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 6 }), (input, shortest) => {
        assert.deepEqual(
          wordsOf(input, table, shortest),
          found(input, new RegExp(`[A-Za-z0-9]{${shortest},}`, 'g')),
        );
      }),
      { seed, numRuns: 2000 },
    );
  });

  it('include base64 in both alphabets, padded and wrapped', () => {
    const piece = fc.oneof(
      fc.constantFrom('=', '==', '\n', '\r\n', '\r', ' ', '+', '_', '-', '/', 'é'),
      fc
        .tuple(
          fc.string({ unit: fc.constantFrom('a', 'Z', '0'), minLength: 1, maxLength: 8 }),
          fc.integer({ min: 1, max: 16 }),
        )
        .map(([unit, times]) => unit.repeat(times)),
      fc.integer({ min: 57, max: 79 }).map((length) => 'A'.repeat(length)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        assert.deepEqual(
          base64Words(text),
          found(
            text,
            /(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]{1,76}={0,2}|[A-Za-z0-9+/]{12,}={0,2}|[A-Za-z0-9_-]{12,}={0,2}/g,
          ),
        );
      }),
      { seed, numRuns: 5000 },
    );
  });
});
