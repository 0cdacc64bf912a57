import assert from 'node:assert/strict';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import { createRedactor } from './redactor.ts';

const SERIAL = 'R58M30ABCDE';
const ACCOUNT = 'jane.tester1987@example.org';
const values = [
  { name: 'serial', value: SERIAL },
  { name: 'account', value: ACCOUNT },
];
const redactorWith = (key = Buffer.from('a key')) => createRedactor(values, DEFAULT_BUDGET, key);

describe('createRedactor', () => {
  it('replaces a value by the same pseudonym in every file, and counts replacements by value and file', () => {
    const redactor = redactorWith();
    const [one, two] = ['b.json', 'a.json'].map((file) =>
      redactor.countFor(file, () => redactor.rewriter.text(`${SERIAL} ${SERIAL}`)),
    );
    assert.equal(one, two);
    assert.ok(!one?.includes(SERIAL));
    redactor.countFor('c.json', () => redactor.rewriter.text('no value'));
    redactor.countFor('c.json', () => redactor.rewriter.text(ACCOUNT));
    assert.deepEqual(redactor.replacements(), [
      { name: 'account', times: 1, files: ['c.json'] },
      { name: 'serial', times: 4, files: ['a.json', 'b.json'] },
    ]);
  });

  it('uses other pseudonyms under another key, which is random by default', () => {
    const texts = [
      redactorWith(),
      redactorWith(Buffer.from('b')),
      createRedactor(values, DEFAULT_BUDGET),
    ].map((each) => each.rewriter.text(SERIAL));
    assert.equal(new Set(texts).size, 3);
  });

  it('finds a value that bytes still contain, and names it', () => {
    const { findValueIn } = redactorWith();
    assert.equal(findValueIn(Buffer.from(`x ${Buffer.from(ACCOUNT).toString('base64')}`)), 'account');
    assert.equal(findValueIn(Buffer.from('nothing of the tester')), undefined);
  });
});
