import assert from 'node:assert/strict';
import { reasonFor, rowOf, sentenceText } from './reasons.ts';
import { policy } from './testing/evidence.ts';

describe('sentenceText', () => {
  const sentence = '{host} sent {packets} {packets|packet|packets} in {waited:duration}: {detail}.';

  it('fills in values, durations and words that agree with a number', () => {
    assert.equal(
      sentenceText(sentence, { host: 'a.test', packets: 1, waited: 44_000, detail: 'over UDP' }),
      'a.test sent 1 packet in 44 s: over UDP.',
    );
    assert.equal(
      sentenceText(sentence, { host: 'a.test', packets: 2, waited: 280_980, detail: 'it said "stop."' }),
      'a.test sent 2 packets in 4 min 40 s: it said "stop.".',
    );
  });

  it('does not double a full stop that a value brings', () =>
    assert.equal(sentenceText('It failed: {detail}.', { detail: 'No route.' }), 'It failed: No route.'));

  it('refuses a missing value, and a text in place of a number', () => {
    assert.throws(() => sentenceText(sentence, { host: 'a.test' }), /no value for \{packets\}/);
    assert.throws(
      () => sentenceText(sentence, { host: 'a.test', packets: 'many', waited: 1, detail: '' }),
      /\{packets\} is not a number/,
    );
  });
});

describe('the table of reasons', () => {
  const anyValue = (count: number) =>
    new Proxy<Record<string, number>>({}, { get: () => count, has: () => true });

  for (const { code, sentence } of policy.reasons)
    it(`has a sentence for ${code} that is complete with 1 and with 2`, () => {
      for (const count of [1, 2]) {
        const text = sentenceText(sentence, anyValue(count));
        assert.doesNotMatch(text, /[{}|]|\s\s/);
        assert.match(text, /^[A-Z0-9].*\.$/);
        for (const part of text.split(/(?<=\.) /)) assert.ok(part.split(' ').length <= 30, part);
      }
    });
});

describe('reasonFor', () => {
  it('refuses a code without a row', () =>
    assert.throws(() => rowOf('simulated', { reasons: [] }), /no row 'simulated'/));

  it('fills in the sentence of the row', () => {
    assert.equal(
      reasonFor({ code: 'simulated', values: { speed: 20 } }, policy).text,
      'The handset is simulated. In windows, its clock is set to 20x real time.',
    );
  });
});
