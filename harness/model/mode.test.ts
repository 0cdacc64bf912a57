import assert from 'node:assert/strict';
import { nameOfMode, parseMode } from './mode.ts';

describe('a mode', () => {
  for (const name of ['private', 'private/on', 'private/off', 'normal'])
    it(`keeps its name: ${name}`, () => assert.equal(nameOfMode(parseMode(name)), name));

  it('has one name for the switch as shipped', () =>
    assert.equal(nameOfMode(parseMode('private/default')), 'private'));

  for (const name of ['', 'Private', 'private/', 'normal/on', 'toString', '__proto__'])
    it(`refuses '${name}' and says which there are`, () =>
      assert.throws(() => parseMode(name), {
        name: 'Fault',
        message: `unknown mode '${name}'`,
        fix: /private\/off, normal/,
      }));
});
