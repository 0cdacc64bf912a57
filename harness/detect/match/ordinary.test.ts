import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Canary } from '../../model/canary.ts';
import { Content } from '../content.ts';
import { createRandomBytes } from '../testing/random.ts';
import { exchangeOf, scanOf } from '../testing/exchange.ts';
import { SUBJECTS, wordsOfDocuments } from '../testing/words.ts';
import { entropyBits, isOrdinary, LIKELY_BITS } from './entropy.ts';
import type { Hit } from './hit.ts';
import { TextMatcher } from './matcher.ts';

const WORDS = wordsOfDocuments();
const word = fc.constantFrom(...WORDS, ...SUBJECTS);
const words = fc.uniqueArray(word, { minLength: 2, maxLength: 6 });
/** Letters that no word list knows; one in 50 of this length reads as a word by chance. */
const letters = (length: number, count: number) => {
  const bytes = createRandomBytes(length);

  return Array.from({ length: count }, () =>
    Array.from(bytes(length), (byte) => String.fromCharCode(97 + (byte % 26))).join(''),
  );
};
const canariesOf = (subjects: readonly string[]): Canary[] => [
  { id: 'url', kind: 'url', value: `https://www.dailyledger.example/${subjects.join('/')}` },
  {
    id: 'slug',
    kind: 'url',
    value: `https://k3x9m2q7w4tz.example/a/${subjects.join('-')}-p8v1n5r6y0ab?q=${subjects[0]}`,
  },
  { id: 'search', kind: 'search', value: `${subjects.join(' ')} h7j2d9f4g` },
];

describe('ordinary words of a canary', () => {
  it('are no finding, however many of them a message has', () => {
    fc.assert(
      fc.property(words, words, (subjects, others) => {
        const topics = [...others, ...subjects].toReversed();
        for (const body of [JSON.stringify({ topics, t: topics[0] }), topics.join(',')])
          assert.deepEqual(hitsOf(canariesOf(subjects), body), [], body);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('are no finding in any encoding', () => {
    fc.assert(
      fc.property(words, (subjects) => {
        const body = new URLSearchParams({ d: Buffer.from(JSON.stringify(subjects)).toString('base64') });
        const exchange = exchangeOf({ body: Buffer.from(body.toString()) });
        assert.deepEqual(scanOf(canariesOf(subjects), exchange).findings, []);
      }),
      { seed: 2, numRuns: 5 },
    );
  });

  it('count next to the host', () => {
    const value = 'https://www.meadow-hospital.example/recommendations/pharmaceuticals';
    const body = 'at www.meadow-hospital.example: recommendations';
    assert.deepEqual(
      hitsOf([{ id: 'c', kind: 'url', value }], body).map(({ match }) => match),
      ['part'],
    );
  });

  it('count once if the domain stands there with and without its www', () => {
    const canary: Canary = {
      id: 'c',
      kind: 'url',
      value: 'https://www.daily-river-news.example/world/article-1004',
    };
    const domains = 'daily-river-news.example/world/article-x2 https://www.daily-river-news.example/worl';
    assert.deepEqual(hitsOf([canary], domains), []);
    assert.equal(hitsOf([canary], `${domains} ${canary.value}`).length, 1);
  });

  it('of the path that are in the domain too count only where they stand apart', () => {
    const value = 'https://www.recommendations.example/recommendations/pharmaceuticals';
    const matchesOf = (text: string) =>
      hitsOf([{ id: 'c', kind: 'url', value }], text).map(({ match }) => match);
    assert.deepEqual(matchesOf('at www.recommendations.example'), []);
    assert.deepEqual(matchesOf('at recommendations.example and www.recommendations.example'), []);
    assert.deepEqual(matchesOf('at www.recommendations.example: recommendations'), ['part']);
  });

  it('are nearly all words, and nearly no random letters', () => {
    const share = (texts: readonly string[]) => texts.filter((each) => isRare(each)).length / texts.length;
    assert.ok(WORDS.length > 700, String(WORDS.length));
    assert.ok(share(WORDS) < 0.006, WORDS.filter(isRare).join(' '));
    assert.deepEqual(SUBJECTS.filter(isRare), []);
    for (const [length, expected] of [
      [6, 0.91],
      [8, 0.95],
      [10, 0.97],
      [12, 0.98],
    ] as const)
      assert.ok(share(letters(length, 4000)) > expected, `${length}: ${share(letters(length, 4000))}`);
  });
});

function hitsOf(canaries: readonly Canary[], text: string): Hit[] {
  return new TextMatcher(canaries).match(Content.ofText(text), new Set());
}

/** Whether a word alone, or with others, is evidence. */
function isRare(text: string): boolean {
  return entropyBits(text) >= 16 && !isOrdinary(text);
}

describe('random letters of a canary', () => {
  it('are a finding: one long token, or two short ones', () => {
    const long = letters(12, 60).filter(isRare);
    const short = letters(7, 60).filter(isRare);
    for (const [at, token] of long.entries()) {
      assert.ok(entropyBits(token) >= LIKELY_BITS);
      const [one = '', two = ''] = [short[at % short.length], short[(at + 1) % short.length]];
      for (const [value, body] of [
        [`https://www.dailyledger.example/technology/${token}`, token],
        [`https://www.dailyledger.example/${one}/${two}`, `${two} ${one}`],
      ] as const) {
        assert.equal(hitsOf([{ id: 'c', kind: 'url', value }], body).length, 1, value);
      }
    }
  });
});
