import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CATEGORIES } from './allure/categories.ts';
import { verdictsCsv } from './csv.ts';
import { gateLines } from './gate-lines.ts';
import { annotationsOf } from './github/annotations.ts';
import { junitOf } from './junit.ts';
import { markdownText } from './markdown-text.ts';
import { markdownOf } from './markdown.ts';
import { REPORT_FILES } from './reports.ts';
import { sarifOf } from './sarif.ts';
import { OUTCOME_TEXTS, sentenceOf } from './summary/sentence.ts';
import { DIGEST, summaryOf } from './testing/outcomes.ts';
import { runOf } from './testing/run.ts';

describe('each report', () => {
  it('contains the digest of the run', () => {
    const summary = summaryOf();
    for (const text of [junitOf(summary), markdownOf(summary, { sections: false }), sarifOf(summary)])
      assert.ok(text.includes(`sha256:${DIGEST}`));
  });

  it('says that a bundle is redacted, and of which run', () => {
    const run = runOf('leaks');
    const of = 'fe'.repeat(32);
    for (const [redacted, expected] of [
      [{ of }, true],
      [undefined, false],
    ] as const) {
      const summary = summaryOf({ ...run, ...(redacted && { redacted }) });
      for (const text of [junitOf(summary), markdownOf(summary, { sections: false }), sarifOf(summary)]) {
        assert.equal(/redacted/i.test(text), expected);
        assert.equal(text.includes(`sha256:${of}`), expected);
      }
    }
  });

  it('has the sentence of a new leak', () => {
    const summary = summaryOf();
    const [first] = summary.cases;
    assert.ok(first);
    const sentence = sentenceOf(first);
    const asXml = sentence.replaceAll('"', '&quot;');
    const inCsv = sentence.replaceAll('"', '""');
    assert.ok(junitOf(summary).includes(`message="new leak: ${asXml}"`));
    assert.ok(sarifOf(summary).includes(JSON.stringify(`new leak: ${sentence}`)));
    assert.ok(verdictsCsv(summary).includes(inCsv));
    assert.ok(markdownOf(summary, { sections: false }).includes(`: ${markdownText(sentence)}`));
    assert.ok(gateLines(summary).some((line) => line.endsWith(`: ${sentence}`)));
    assert.ok(annotationsOf(summary).some((line) => line.endsWith(`::${sentence}`)));
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
