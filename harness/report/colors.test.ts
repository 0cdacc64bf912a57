import assert from 'node:assert/strict';
import { hasColors, stderrWidth } from './colors.ts';

describe('hasColors', () => {
  const rows: [isTTY: boolean | undefined, env: Record<string, string>, expected: boolean][] = [
    [true, {}, true],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [undefined, {}, false],
    [undefined, { CI: 'true' }, false],
    [undefined, { FORCE_COLOR: '1' }, true],
    [undefined, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: '0' }, false],
    [undefined, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ];
  for (const [isTTY, env, expected] of rows)
    it(`${expected ? 'colors' : 'does not color'} with ${JSON.stringify(env)}${isTTY ? ' on a terminal' : ''}`, () => {
      assert.equal(hasColors({ isTTY, env }), expected);
    });
});

describe('stderrWidth', () => {
  it('is the width of the terminal, or else of COLUMNS, or else 100', () => {
    assert.equal(stderrWidth(72, { COLUMNS: '50' }), 72);
    assert.equal(stderrWidth(undefined, { COLUMNS: '50' }), 50);
    for (const COLUMNS of [undefined, '', 'x', '0', '-3'])
      assert.equal(stderrWidth(undefined, COLUMNS === undefined ? {} : { COLUMNS }), 100);
  });
});
