import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareVersions, isInRange, isRange } from './versions.ts';

describe('compareVersions', () => {
  const ascending = [
    '2.9',
    '3.4.0',
    '3.4.3',
    '3.9.3',
    '3.10.0',
    '11.11.27',
    '12.1.3-g',
    '12.1.4',
    '12.1.4-g',
    '12.10.5-gn',
    '12.10.5-go',
    '120',
    '120.0.6099.43',
    '120.0.6099.144',
    '120.0.6100.1',
    '121.0.1',
  ];
  it('sorts browser versions', () => {
    assert.deepEqual(ascending.toReversed().toSorted(compareVersions), ascending);
  });

  it('is antisymmetric', () => {
    const version = fc
      .tuple(fc.array(fc.nat(99_999), { minLength: 1, maxLength: 4 }), fc.constantFrom('', '-g', '-gn'))
      .map(([numbers, flavour]) => numbers.join('.') + flavour);
    fc.assert(
      fc.property(version, version, (a, b) => {
        assert.equal(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a)), 0);
      }),
    );
  });
});

describe('isInRange', () => {
  const table: [version: string, range: string, isIn: boolean][] = [
    ['3.4.0', '>=3.4.0 <3.5', true],
    ['3.4.9', '>=3.4.0 <3.5', true],
    ['3.5.0', '>=3.4.0 <3.5', false],
    ['3.3.9', '>=3.4.0 <3.5', false],
    ['3.4.3', '3.4', true],
    ['3.9.3', '3.4', false],
    ['3.4.3', '<3.4.3', false],
    ['3.4.0', '<3.4.3', true],
    ['12.1.4-g', '>=12.1.4', true],
    ['12.10.5-gn', '>=12.1.4', true],
    ['12.1.3-g', '>=12.1.4', false],
    ['120.0.6099.43', '120', true],
    ['120.0.6099.43', '>=120.0.6099.40', true],
    ['120.0.6099.43', '>=120.0.6099.44', false],
    ['120.0.6099.144', '>120.0.6099.43', true],
    ['120.0.6099.144', '<120.0.6100', true],
    ['120', '>=119', true],
    ['7.0.1', '*', true],
  ];
  for (const [version, range, isIn] of table)
    it(`is ${isIn} for ${version} in ${range}`, () => {
      assert.equal(isInRange(version, range), isIn);
    });
});

describe('isRange', () => {
  for (const text of ['3.4', '>=3.4.0 <3.5', '*', '12.1.4-g', '>=120.0.6099.43'])
    it(`is true for ${text}`, () => {
      assert.equal(isRange(text), true);
    });
  for (const text of ['newest', '>=', 'three', '3.4.0 or so'])
    it(`is false for ${text}`, () => {
      assert.equal(isRange(text), false);
    });
});
