import assert from 'node:assert/strict';
import type { CaseChange, Comparison, ShownRelease } from '../../model/compare.ts';
import { versionsPageOf } from './versions-page.ts';

const release = (patch: number, more: Partial<ShownRelease> = {}): ShownRelease => ({
  family: 'mint',
  name: `mint@3.4.${patch}`,
  sha256: `${patch}`.repeat(64),
  run: `run-${patch}`,
  cases: [
    {
      scenario: 'visit-typed',
      mode: 'private',
      verdict: patch === 1 ? 'leaks' : 'clean',
      deciding: [],
      limits: [],
      findings: 1,
      leaked: patch === 1 ? ['address'] : [],
      recipients: patch === 1 ? ['sa.api.intl.miui.com'] : [],
      owners: patch === 1 ? ['Xiaomi'] : [],
    },
    {
      scenario: 'visit-typed',
      mode: 'private/off',
      verdict: 'clean',
      deciding: [],
      limits: ['few-identities'],
      findings: 0,
      leaked: [],
      recipients: [],
      owners: [],
    },
  ],
  ...more,
});
const change: CaseChange = {
  scenario: 'visit-typed',
  mode: 'private',
  change: 'fixed',
  before: 'leaks',
  after: 'clean',
  text: 'the verdict was leaks and is now clean',
};
const comparison = (more: Partial<Comparison> = {}): Comparison => {
  const [before, after] = [release(1), release(2)];

  return {
    schema: 'leakgate/compare@1',
    simulated: true,
    judgedAgain: false,
    pairs: [{ family: 'mint', before, after, reversed: false, changes: [change] }],
    alone: [],
    asked: true,
    releases: [before, after],
    series: [],
    codes: [],
    settings: [],
    ...more,
  };
};
const page = (more: Partial<Comparison> = {}, runs = ['reports/a']) => versionsPageOf(comparison(more), runs);
const rowsOf = (text: string) =>
  [...text.matchAll(/<tr role="row">(.*?)<\/tr>/gs)].map(([, row = '']) =>
    row
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );

describe('the page of releases', () => {
  it('has releases as rows, scenarios and modes as columns, and marks what changed', () =>
    assert.deepEqual(rowsOf(page()), [
      'release visit-typed, private visit-typed, private, switch off',
      'mint@3.4.1 leaks address to sa.api.intl.miui.com (Xiaomi) clean, with limits',
      'mint@3.4.2 clean fixed clean, with limits',
    ]));

  it('marks a new leak in another way than a known one', () => {
    assert.match(page(), /class="chip known-leak">leaks/);
    assert.doesNotMatch(page(), /class="chip new-leak"/);
    const releases = [release(2), release(1)];
    const newly = { ...change, change: 'newly-leaking' as const };
    const pairs = [
      { family: 'mint', before: release(2), after: release(1), reversed: true, changes: [newly] },
    ];
    assert.match(page({ releases, pairs }), /class="chip new-leak">leaks/);
    assert.match(page({ releases, pairs }), /second release is older/);
  });

  it('shows a case that a release lacks', () => {
    const [first] = release(2).cases;
    assert.equal(
      rowsOf(page({ releases: [release(1), release(2, { cases: [first!] })] })).at(-1),
      'mint@3.4.2 clean fixed not run',
    );
  });

  it('tells files of one version apart', () => {
    const releases = [release(1), release(1, { sha256: 'fe'.repeat(32), run: 'run-3' })];
    assert.deepEqual(
      rowsOf(page({ releases, pairs: [] })).map((row) => row.split(' ')[0]),
      ['release', 'mint@3.4.1~11111111', 'mint@3.4.1~fefefefe'],
    );
    const sameFile = [release(1), release(1, { run: 'run-3' })];
    assert.match(rowsOf(page({ releases: sameFile, pairs: [] })).at(-1) ?? '', /^mint@3\.4\.1, run run-3/);
  });

  it('says that releases are simulated, that they were judged again, and that two products have no gate', () => {
    assert.match(page(), /Simulated\./);
    assert.doesNotMatch(page({ simulated: false }), /Simulated\./);
    assert.match(page({ judgedAgain: true }), /judged again by the current rules/);
    const other = release(2, { family: 'chrome', name: 'chrome@120' });
    const cases = [
      {
        scenario: 's',
        mode: 'private',
        one: 'leaks' as const,
        other: 'clean' as const,
        text: 'one leaks; other is clean',
      },
    ];
    const text = page({
      releases: [release(1), other],
      pairs: [],
      products: { one: release(1), other, cases },
    });
    assert.match(text, /compares two products.*means nothing for a gate/);
    assert.match(text, /one leaks; other is clean/);
  });

  it('makes no request', () => {
    assert.match(page(), /default-src &#39;none&#39;/);
    assert.doesNotMatch(page(), /<(?:script|img|link|iframe|a href="http)/);
  });

  it('keeps its structure with hostile texts', () => {
    const hostile = '"><img src=x onerror=alert(1)>\u001b[2J\u202e</td></table>';
    const structure = (text: string) => [...text.matchAll(/<\/?([a-z0-9]+)/g)].map(([, name]) => name);
    const texts = (text: string): Partial<Comparison> => {
      const changed = {
        ...change,
        scenario: text,
        mode: text,
        text,
        newlyLinkable: [text],
        handsets: { before: text, after: text },
        moved: { recipient: { gone: [text], added: [text] } },
      };
      const shown = release(2, {
        name: text,
        run: text,
        cases: [{ ...release(2).cases[0]!, scenario: text, mode: text, recipients: [text] }],
      });

      return {
        releases: [shown],
        pairs: [{ family: 'mint', before: shown, after: shown, reversed: false, changes: [changed] }],
        series: [
          { family: 'mint', scenario: text, mode: text, releases: [], firstBad: null, firstGood: null, text },
        ],
        settings: [
          { release: text, scenario: text, verdicts: { a: 'leaks', b: 'clean' }, leaks: 'by-default', text },
        ],
        products: {
          one: shown,
          other: shown,
          cases: [{ scenario: text, mode: text, one: null, other: null, text }],
        },
      };
    };
    const made = page(texts(hostile), [hostile]);
    assert.deepEqual(structure(made), structure(page(texts('benign'), ['benign'])));
    assert.doesNotMatch(made, /[\u001b\u202e]/);
  });

  it('gives paths to the shell as one word', () =>
    assert.ok(page({}, ['reports/$(id)']).includes('npx leakgate verify &#39;reports/$(id)&#39;')));
});
