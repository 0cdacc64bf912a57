import assert from 'node:assert/strict';
import { durationText } from './duration.ts';

describe('durationText', () => {
  const rows: [ms: number, text: string][] = [
    [0, '0 ms'],
    [999.6, '999 ms'],
    [1_000, '1 s'],
    [1_540, '1.5 s'],
    [44_990, '44.9 s'],
    [59_600, '59.6 s'],
    [60_000, '1 min'],
    [280_980, '4 min 40 s'],
    [281_000, '4 min 41 s'],
    [900_000, '15 min'],
    [3_600_000, '1 h'],
    [3_661_000, '1 h 1 min'],
    [90_000_000, '25 h'],
    [Number.NaN, 'an unknown time'],
  ];
  for (const [ms, text] of rows) it(`writes ${ms} ms as ${text}`, () => assert.equal(durationText(ms), text));
});
