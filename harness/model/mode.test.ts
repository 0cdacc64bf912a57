import assert from 'node:assert/strict';
import { nameOfMode, parseMode } from './mode.ts';

describe('a mode', () => {
  for (const name of ['private', 'private/on', 'private/off', 'normal'])
    it(`keeps its name: ${name}`, () => assert.equal(nameOfMode(parseMode(name)), name));

  it('has the short name if the switch is as shipped', () =>
    assert.equal(nameOfMode(parseMode('private/default')), 'private'));

  for (const name of ['', 'Private', 'private/', 'normal/on', 'toString', '__proto__'])
    it(`cannot be named '${name}', and the fault lists all modes`, () =>
      assert.throws(() => parseMode(name), {
        name: 'Fault',
        message: `unknown mode '${name}'`,
        fix: /private\/off, normal/,
      }));
});
