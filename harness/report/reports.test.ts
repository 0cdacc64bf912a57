import assert from 'node:assert/strict';
import { findingsCsv, verdictsCsv } from './csv.ts';
import { junitOf } from './junit.ts';
import { markdownOf } from './markdown.ts';
import { sarifOf } from './sarif.ts';
import { DIGEST, summaryOf } from './testing/outcomes.ts';

describe('each report', () => {
  it('contains the digest of the run', () => {
    const summary = summaryOf();
    for (const text of [junitOf(summary), markdownOf(summary, { sections: false }), sarifOf(summary)])
      assert.ok(text.includes(`sha256:${DIGEST}`));
  });

  it('has the same sentence for a new leak', () => {
    const summary = summaryOf();
    const value = 'https://qk3v9x2m7abc.example/';
    for (const text of [
      junitOf(summary),
      sarifOf(summary),
      markdownOf(summary, { sections: false }),
      verdictsCsv(summary),
      findingsCsv(summary),
    ])
      assert.ok(text.includes(value), text);
  });
});
