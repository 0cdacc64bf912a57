import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CATEGORIES } from './allure/categories.ts';
import { findingsCsv, verdictsCsv } from './csv.ts';
import { junitOf } from './junit.ts';
import { markdownOf } from './markdown.ts';
import { REPORT_FILES } from './reports.ts';
import { sarifOf } from './sarif.ts';
import { OUTCOME_TEXTS } from './summary/sentence.ts';
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

describe('docs/reports.md', () => {
  it('lists each report, and each outcome', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/reports.md'), 'utf8');
    for (const file of Object.values(REPORT_FILES))
      assert.ok(page.includes(`\`${file.replace(/^allure-report\/.*/, 'allure-report/')}\``), file);
    for (const text of Object.values(OUTCOME_TEXTS)) assert.ok(page.includes(`| ${text} |`), text);
    for (const { name } of CATEGORIES) assert.ok(page.includes(`*${name}*`), name);
  });
});
