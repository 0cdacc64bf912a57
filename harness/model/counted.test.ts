import assert from 'node:assert/strict';
import { counted } from './counted.ts';

describe('counted', () => {
  const cases: [number, string, string][] = [
    [0, 'case', '0 cases'],
    [1, 'case', '1 case'],
    [2, 'case', '2 cases'],
    [1, 'canary', '1 canary'],
    [2, 'canary', '2 canaries'],
    [2, 'day', '2 days'],
    [2, 'switch', '2 switches'],
    [2, 'more address', '2 more addresses'],
    [1500, 'byte', '1500 bytes'],
  ];
  for (const [count, noun, expected] of cases)
    it(`writes ${expected}`, () => assert.equal(counted(count, noun), expected));

  it('uses a given plural', () =>
    assert.equal(counted(2, 'entry of HAR', 'entries of HAR'), '2 entries of HAR'));
});
