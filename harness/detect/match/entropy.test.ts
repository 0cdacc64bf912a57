import assert from 'node:assert/strict';
import { CERTAIN_BITS, entropyBits, LIKELY_BITS, WEAK_BITS } from './entropy.ts';

describe('entropyBits', () => {
  const table: [text: string, min: number, max: number][] = [
    ['k3x9m2q7w4tz', CERTAIN_BITS, 70],
    ['incognito', 0, WEAK_BITS],
    ['news-site', 0, WEAK_BITS],
    ['2026-11-22', WEAK_BITS, LIKELY_BITS],
    ['canary-7f3a', WEAK_BITS, LIKELY_BITS],
    ['qzxkvwjpghtm', LIKELY_BITS, CERTAIN_BITS],
    ['', 0, 0],
    ['2026', 13, 14],
    ['Äpfel straße', 0, 2 * 12 * 1.5],
    ['\u{1d49c}\u{1d4b7}', 12, 12],
    ['- \ud83d\ude00 / \ud83d', 0, 0],
  ];
  for (const [text, min, max] of table)
    it(`gives '${text}' ${min} to ${max} bits`, () => {
      const bits = entropyBits(text);
      assert.ok(bits >= min && bits <= max, `${bits}`);
    });
});
