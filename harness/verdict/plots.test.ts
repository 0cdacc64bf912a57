import assert from 'node:assert/strict';
import { plotsOf } from './plots.ts';
import { cleanEvidence } from './testing/evidence.ts';
import { caseWithPages, type SentAtVisit } from './testing/pages.ts';

const pageOf = (...args: Parameters<typeof caseWithPages>) =>
  plotsOf(caseWithPages(...args)).get('depends-on-page.html') ?? '';
const coded: SentAtVisit = ({ number, code }) => ({ n: number, c: `1 < ${code}\u200b & 2` });

describe('the page about an experiment', () => {
  it('has the values of each block of both stages side by side, and the permutation test', () => {
    const html = pageOf(coded);
    assert.match(html, /1 place in what was sent follows the page\. \d+ messages to others/);
    assert.match(
      html,
      /<code>request\.body &gt; json:\$\.c of POST \/v1\/e<\/code> \(value\) follows the page in 24 of 24 blocks/,
    );
    const rows = [...html.matchAll(/<tr><th>values<\/th>(.*?)<\/tr>/g)].map(([, cells = '']) =>
      [...cells.matchAll(/<code>(.*?)<\/code>/g)].map(([, value]) => value),
    );
    assert.deepEqual(
      rows.map((row) => row.length),
      [12, 12],
    );
    for (const row of rows)
      assert.deepEqual(row, [
        ...row.slice(0, 1).flatMap((each) => Array.from({ length: 6 }, () => each)),
        ...row.slice(6, 7).flatMap((each) => Array.from({ length: 6 }, () => each)),
      ]);
    assert.equal(new Set(rows.flat()).size, 4);
    assert.match(html, /<svg [^>]*role="img".*under 924 assignments of blocks to pages.*recorded: 1\.00/s);
  });

  it('shows characters that nobody sees, and no markup of what was sent', () => {
    const html = pageOf(coded);
    assert.match(html, /1 &lt; \w{6}\\u\{200b\} &amp; 2/);
    assert.doesNotMatch(html, /1 < |\u200b/);
  });

  it('says that the handset is simulated, and makes no request', () => {
    const html = pageOf(coded);
    assert.match(html, /Simulated: this says nothing about a real release/);
    assert.match(html, /default-src 'none'/);
    assert.doesNotMatch(html, /https?:\/\/(?!www\.w3\.org)/);
  });

  it('says what nothing follows, and why nothing was tested', () => {
    assert.match(
      pageOf(({ number }) => ({ n: number })),
      /Nothing that was sent follows the page\. \d+ messages/,
    );
    assert.match(
      pageOf(coded, (steps) => steps.slice(1)),
      /Nothing was tested:.*27 of 28 blocks of the stage explore ran/s,
    );
  });

  it('does not exist for a case without blocks', () => {
    assert.equal(plotsOf(cleanEvidence()).size, 0);
  });
});
