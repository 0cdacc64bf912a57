import assert from 'node:assert/strict';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import { exchangeOf } from '../detect/testing/exchange.ts';
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

  describe('with a short value', () => {
    const redactor = createRedactor([{ name: 'user name', value: 'anna', isWord: true }], DEFAULT_BUDGET);
    const { rewriter, findWordIn, findValueIn, leftovers } = redactor;

    it('replaces it where it is a whole word or a segment of a path, in every encoding that it decodes', () => {
      for (const text of [
        'anna',
        '/home/anna/x',
        String.raw`C:\Users\anna`,
        'anna@box: ANNA_1, anna-laptop',
        '{"anna":"by anna"}',
        `https://c.test/?u=${encodeURIComponent('/home/anna/')}`,
        Buffer.from('a path: /home/anna/leakgate').toString('base64'),
      ]) {
        const changed = rewriter.text(text);
        const plain = `${changed} ${decodeURIComponent(changed)} ${Buffer.from(changed, 'base64').toString()}`;
        assert.doesNotMatch(plain, /\banna\b/i, text);
        assert.equal(changed.length, text.length);
      }
    });

    it('keeps it inside other words, in identifiers and in bytes that are no text', () => {
      for (const text of ['savannah', 'annab', '1anna', 'annañ']) assert.equal(rewriter.text(text), text);
      const bytes = Buffer.from('\0\u0004 anna \0', 'latin1');
      assert.deepEqual(rewriter.bytes(bytes), bytes);
    });

    it('finds it in the same places, and leaves it to no other search', () => {
      assert.equal(findWordIn('to /home/anna/x'), 'user name');
      assert.equal(findWordIn('by ANNA'), 'user name');
      assert.equal(findWordIn('savannah'), undefined);
      const exchange = exchangeOf({ body: Buffer.from('anna savannah') });
      assert.deepEqual(leftovers.inExchanges([exchange]), []);
      assert.equal(findValueIn(Buffer.from('anna')), undefined);
    });
  });
});
