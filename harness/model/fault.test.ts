import assert from 'node:assert/strict';
import { Fault, invariant, reasonOf } from './fault.ts';

describe('a fault', () => {
  it('has a fix and a cause', () => {
    const cause = new Error('ENOENT');
    const fault = new Fault('no catalogue', { fix: 'run apks add', cause });
    assert.deepEqual(
      [fault.name, fault.message, fault.fix, fault.cause],
      ['Fault', 'no catalogue', 'run apks add', cause],
    );
  });

  it('is thrown if an invariant does not hold', () => {
    invariant('anything truthy', 'unused');
    for (const value of [false, undefined, null, 0, ''])
      assert.throws(() => invariant(value, 'no value', 'give one'), {
        name: 'Fault',
        message: 'no value',
        fix: 'give one',
      });
  });
});

describe('the reason of a thrown value', () => {
  it('is the message of an error', () =>
    assert.equal(reasonOf(new TypeError('not a number')), 'not a number'));
  it('is the text of any other value', () =>
    assert.deepEqual(['text', 3, null, undefined].map(reasonOf), ['text', '3', 'null', 'undefined']));
});
