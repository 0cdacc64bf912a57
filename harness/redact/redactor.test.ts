import assert from 'node:assert/strict';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import { createRedactor } from './redactor.ts';

const SERIAL = 'R58M30ABCDE';
const ACCOUNT = 'jane.tester1987@example.org';
const values = [
  { name: 'serial', value: SERIAL },
  { name: 'account', value: ACCOUNT },
];
const redactorOf = (key = Buffer.from('a key')) => createRedactor(values, DEFAULT_BUDGET, key);

describe('a redactor', () => {
  it('replaces a value by the same one in every file, and counts replacements by value and file', () => {
    const redactor = redactorOf();
    const [one, two] = ['b.json', 'a.json'].map((file) =>
      redactor.within(file, () => redactor.rewriter.text(`${SERIAL} ${SERIAL}`)),
    );
    assert.equal(one, two);
    assert.ok(!one?.includes(SERIAL));
    redactor.within('c.json', () => redactor.rewriter.text('no value'));
    redactor.within('c.json', () => redactor.rewriter.text(ACCOUNT));
    assert.deepEqual(redactor.replaced(), [
      { name: 'account', times: 1, files: ['c.json'] },
      { name: 'serial', times: 4, files: ['a.json', 'b.json'] },
    ]);
  });

  it('replaces by other values under another key, drawn at random by default', () => {
    const texts = [redactorOf(), redactorOf(Buffer.from('b')), createRedactor(values, DEFAULT_BUDGET)].map(
      (each) => each.rewriter.text(SERIAL),
    );
    assert.equal(new Set(texts).size, 3);
  });

  it('names a value that bytes still contain', () => {
    const { stillIn } = redactorOf();
    assert.equal(stillIn(Buffer.from(`x ${Buffer.from(ACCOUNT).toString('base64')}`)), 'account');
    assert.equal(stillIn(Buffer.from('nothing of the tester')), undefined);
  });
});
