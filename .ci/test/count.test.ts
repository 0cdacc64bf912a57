import assert from 'node:assert/strict';
import { countTests } from './count.mjs';

describe('the count of tests', () => {
  const cases: [string, string, boolean, { passed: number; failed: number; skipped: number }][] = [
    ['all tests passed', 'x\n\n  12 passing (3s)\n', true, { passed: 12, failed: 0, skipped: 0 }],
    [
      'failed and pending tests',
      '  12 passing (3s)\n  1 pending\n  2 failing\n',
      false,
      { passed: 12, failed: 2, skipped: 1 },
    ],
    ['a step without tests', 'rooms: files: 3\n', true, { passed: 0, failed: 0, skipped: 0 }],
    ['a check that failed', 'rooms: files: 3\n', false, { passed: 0, failed: 1, skipped: 0 }],
    ['a crash after the tests', '  12 passing (3s)\n', false, { passed: 12, failed: 1, skipped: 0 }],
  ];
  for (const [name, stdout, ok, expected] of cases)
    it(name, () => assert.deepEqual(countTests(stdout, ok), expected));
});
