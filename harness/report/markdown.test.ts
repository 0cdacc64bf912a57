import assert from 'node:assert/strict';
import { marked } from 'marked';
import { markdownText } from './markdown-text.ts';
import { markdownOf } from './markdown.ts';
import { HOSTILE, hostileSummary } from './testing/hostile.ts';
import { markdownStructureOf, shapeOf } from './testing/markdown-structure.ts';
import { summaryOf } from './testing/outcomes.ts';
import { runOf } from './testing/run.ts';

const short = { sections: false };

describe('markdownOf', () => {
  it('begins with the headline and the answer', () => {
    const [headline, , simulated, , answer] = markdownOf(summaryOf(), short).split('\n');
    assert.match(headline ?? '', /^## Leakgate: gate failed \(exit code 1\): 1 new leak, 1 not as expected/);
    assert.match(simulated ?? '', /Simulated/);
    assert.match(answer ?? '', /^`mint@3\.4\.0` sent the searched words/);
  });

  it('lists what is not as expected before known leaks, new leaks alone at the top', () => {
    const headings = Array.from(markdownOf(summaryOf(), short).matchAll(/^### (.*)$/gm), ([, text]) => text);
    assert.deepEqual(headings, [
      'New leaks (1)',
      'Not as expected (1)',
      'The gate also fails for 1 other reason',
      'Undecided (1)',
      'Expected leaks that are gone (1)',
      'Known leaks (1)',
      'Notes',
      'All cases',
    ]);
  });

  it('has no list that is empty', () => {
    const run = runOf('clean');
    run.skipped = [];
    run.gate = { passed: true, exitCode: 0, failures: [] };
    assert.deepEqual(
      Array.from(markdownOf(summaryOf(run), short).matchAll(/^### (.*)$/gm), ([, text]) => text),
      ['All cases'],
    );
  });

  it('names the cause of a case that was not run', () => {
    const run = runOf('inconclusive');
    run.cases[0]!.reasons = [
      { code: 'not-run', text: 'The case was planned but got no verdict: adb lost the phone.' },
    ];
    assert.match(markdownOf(summaryOf(run), short), /### Undecided \(1\)\n\n\* .*adb lost the phone/);
  });

  it('has mode, switch and the release before as columns', () => {
    const run = runOf('leaks', 'clean');
    run.cases[1]!.scenario = run.cases[0]!.scenario;
    run.cases[1]!.release = {
      ...run.cases[1]!.release,
      versionName: '3.3.0',
      versionCode: 30300,
      sha256: 'fe'.repeat(32),
    };
    run.cases[0]!.mode = { private: true, statistics: 'default', switch: { label: 'x', checked: true } };
    assert.match(
      markdownOf(summaryOf(run), short),
      /^\| \*\*new leak\*\* \| `mint@3\.4\.0` \| scenario-0 \| private \| as shipped \(on\) \| leaks \| sa\.api\.intl\.miui\.com \| `mint@3\.3\.0` clean \| simulated \|$/m,
    );
  });

  it('says why cases were skipped', () => {
    assert.match(
      markdownOf(summaryOf(), short),
      /\* skipped: `mint@3\.4\.0`, search, private\/on: it has no switch/,
    );
  });

  it('has a section for each case, with a link to its timeline, only where asked', () => {
    const text = markdownOf(summaryOf(), { sections: true });
    assert.equal(
      text.match(/^\[timeline\]\(timeline\/mint%403\.4\.0~0123abcd\.scenario-\d\.private\.md\)$/gm)?.length,
      8,
    );
    assert.doesNotMatch(markdownOf(summaryOf(), short), /timeline/);
  });

  it('keeps its structure with hostile texts', () => {
    assert.deepEqual(
      markdownStructureOf(markdownOf(hostileSummary(), short)),
      markdownStructureOf(markdownOf(summaryOf(), short)),
    );
  });

  it('has no markup of hostile texts in the sections of cases', () => {
    const types = new Set(markdownStructureOf(markdownOf(hostileSummary(), { sections: true })));
    const known = ['heading', 'paragraph', 'strong', 'list', 'link'];
    assert.deepEqual(
      Array.from(types).filter((type) => !known.includes(type) && !type.startsWith('table 8x9')),
      [],
    );
  });
});

describe('markdownText', () => {
  for (const text of HOSTILE)
    it(`makes neither markup nor links of ${JSON.stringify(text.slice(0, 40))}`, () => {
      const types = new Set(shapeOf(marked.lexer(`* ${markdownText(text)}`)));
      for (const type of types)
        assert.ok(
          ['list', 'text', 'codespan', 'escape', 'paragraph'].includes(type),
          `${type} in ${markdownText(text)}`,
        );
    });

  it('reads 1 MB in a moment', function () {
    this.timeout(2000);
    for (const text of ['x'.repeat(1_000_000), '@'.repeat(1_000_000), 'a www.'.repeat(200_000)])
      assert.ok(markdownText(text).length >= text.length);
  });

  it('shows what it was given', () => {
    const text = 'mint@3.4.0 sent "https://a.example/?q=1&r=*" in a_b > c[0] <x> |';
    const shown = marked
      .parseInline(markdownText(text), { async: false })
      .replaceAll(/<\/?code>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    assert.equal(shown, text);
  });
});
