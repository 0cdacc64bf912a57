import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RunCase } from '../../model/run.ts';
import { decidedCase, findingOf, summaryOf } from '../testing/outcomes.ts';
import { runOf } from '../testing/run.ts';
import { sentText } from './leak-text.ts';
import { leaksOf } from './leaks.ts';
import { modeText, sentenceOf } from './sentence.ts';
import type { Outcome } from './summary.ts';

/** The sentence of the only case of a run. */
function sentence(verdict: 'leaks' | 'clean', changes: Partial<RunCase> = {}): string {
  const run = runOf(verdict);
  run.gate = { passed: true, exitCode: 0, failures: [] };
  Object.assign(run.cases[0]!, changes);

  return sentenceOf(summaryOf(run).cases[0]!);
}

const SENT =
  'sent the searched words "garden kettle qk3v" and the address "https://qk3v9x2m7abc.example/" to sa.api.intl.miui.com (Xiaomi)';

describe('sentenceOf', () => {
  const sentences: Record<Outcome, string> = {
    'new-leak': `mint@3.4.0 ${SENT} in private mode`,
    unexpected:
      'mint@3.4.0 sent nothing of what was browsed in private mode, but the gate fails: contacted log.example.net, which mint@3.3.0 never contacted',
    undecided:
      'mint@3.4.0 may have sent something that depends on what was browsed in private mode: A reason with <angles> & "quotes"',
    'known-leak': `mint@3.4.0 ${SENT} in private mode`,
    'leak-gone':
      'mint@3.4.0 sent nothing of what was browsed in private mode; the verdict is clean, but leaks was expected (a known fault)',
    'expected-undecided':
      'no verdict on mint@3.4.0 in private mode: The case was planned but got no verdict: adb lost the phone',
    limited: 'mint@3.4.0 sent nothing of what was browsed in private mode; 1 limit narrows this claim',
    clean: 'mint@3.4.0 sent nothing of what was browsed in private mode',
  };
  for (const each of summaryOf().cases)
    it(`describes the outcome ${each.outcome}`, () => {
      assert.equal(sentenceOf(each), sentences[each.outcome]);
    });

  it('says what the gate of an expired expectation said', () => {
    const run = runOf('leaks');
    run.cases[0]!.expected = ['leaks'];
    run.gate!.failures[0]!.why = 'the verdict is leaks, which was expected only until 2020-01-01';
    assert.match(
      sentenceOf(summaryOf(run).cases[0]!),
      /in private mode; the verdict is leaks, which was expected only until/,
    );
  });

  it('names the recipients of a leak whose record is missing', () => {
    const run = runOf('leaks');
    const [each] = summaryOf(run, { decidedCase: () => undefined }).cases;
    assert.equal(
      sentenceOf(each!),
      'mint@3.4.0 sent history to sa.api.intl.miui.com (owner unknown) in private mode',
    );
  });

  const since: [verdict: RunCase['verdict'], text: string][] = [
    ['clean', 'new since 3.3.0'],
    ['leaks', '3.3.0 leaked too'],
    ['inconclusive', 'unknown since when, as 3.3.0 was inconclusive'],
    ['suspect', 'unknown since when, as 3.3.0 was suspect'],
  ];
  for (const [verdict, text] of since)
    it(`says since when, after a release that was ${verdict}`, () => {
      const run = runOf('leaks', 'clean');
      const [now, before] = run.cases;
      before!.verdict = verdict;
      before!.scenario = now!.scenario;
      before!.release = {
        ...before!.release,
        versionName: '3.3.0',
        versionCode: 30300,
        sha256: 'fe'.repeat(32),
      };
      assert.ok(sentenceOf(summaryOf(run).cases.find(({ row }) => row === now)!).endsWith(`; ${text}`));
      const { cases } = summaryOf(run, { sinceOf: () => ({ text: 'in each release since 3.1.0' }) });
      assert.ok(sentenceOf(cases.find(({ row }) => row === now)!).endsWith('; in each release since 3.1.0'));
    });

  it('puts hostile text on one line without control characters', () => {
    const run = runOf('leaks', 'inconclusive');
    run.cases[0]!.release.versionName = '3.4.0\u001B[2J\u202E';
    run.cases[1]!.reasons = [{ code: 'not-run', text: 'a\nb\u001B]0;title\u0007' }];
    const hostile = [
      {
        id: 'visit-1',
        kind: 'url' as const,
        value: `https://a.example/\u001B[31m\r\n\u202E${'x'.repeat(1_000_000)}`,
      },
    ];
    const { cases } = summaryOf(run, {
      decidedCase: () => decidedCase([findingOf('visit-1', { host: 'a\u001B[1m.example.net' })], hostile),
    });
    for (const each of cases) {
      const text = sentenceOf(each);
      assert.doesNotMatch(text, /\p{C}/u);
      assert.ok(text.length < 500, `${text.length} characters`);
    }
  });
});

describe('the sentence of a leak', () => {
  const HOST = 'sa.api.intl.miui.com';
  const sentenceWith = (code: string, text: string): string => {
    const decided = decidedCase([
      findingOf('visit-1'),
      findingOf('search-1', { host: 'keyboard.example.net' }),
    ]);
    decided.record.reasons = [{ code, text }];

    return sentenceOf(summaryOf(runOf('leaks'), { decidedCase: () => decided }).cases[0]!);
  };

  it('leaves out findings that no reason calls a leak, such as one that another app sent', () => {
    for (const code of ['history-leak', 'late-leak'])
      assert.equal(
        sentenceWith(code, `visit-1 went to ${HOST} in request.body (base64) while private mode was proven.`),
        `mint@3.4.0 sent the address "https://qk3v9x2m7abc.example/" to ${HOST} (Xiaomi) in private mode`,
      );
  });

  const others: [what: string, code: string, text: string][] = [
    [
      'another canary',
      'history-leak',
      `visit-12 went to ${HOST} in request.body (x) while private mode was proven.`,
    ],
    [
      'another host',
      'history-leak',
      `visit-1 went to ${HOST}.example.net in request.body (x) while private mode was proven.`,
    ],
    ['a suspicion', 'suspect-other-app', `visit-1 went to ${HOST} in request.body (x)`],
  ];
  for (const [what, code, text] of others)
    it(`names all findings if the only reason names ${what}`, () => {
      assert.match(
        sentenceWith(code, text),
        /sent the address .* the searched words .* to keyboard\.example\.net/,
      );
    });

  it('names a finding of the same sentence in the real table', async () => {
    const table = await readFile(join(import.meta.dirname, '../../verdict/data/reasons.yaml'), 'utf8');
    const rows = parse(table) as { code: string; leak: string; sentence: string }[];
    const proving = rows.filter(({ leak }) => leak !== 'none');
    assert.ok(proving.length > 0);
    for (const { sentence } of proving)
      assert.ok(sentence.startsWith('{canary} went to {host} in '), sentence);
  });
});

describe('a sentence', () => {
  it('shows the beginning of a long value, and whole characters of it', () => {
    const value = '\u{1F600}'.repeat(150);
    const canaries = [{ id: 'visit-1', kind: 'text' as const, value }];
    const [each] = summaryOf(runOf('leaks'), {
      decidedCase: () => decidedCase([findingOf('visit-1')], canaries),
    }).cases;
    assert.ok(sentenceOf(each!).includes(`the text "${'\u{1F600}'.repeat(100)}..." to`));
  });

  it('shows the beginning of a long reason', () => {
    const run = runOf('inconclusive');
    run.cases[0]!.reasons = [{ code: 'not-run', text: 'x'.repeat(1_000_000) }];
    assert.ok(sentenceOf(summaryOf(run).cases[0]!).endsWith(`: ${'x'.repeat(400)}...`));
  });
});

describe('modeText', () => {
  const modes: [mode: RunCase['mode'], text: string][] = [
    [{ private: true, statistics: 'default', switch: null }, 'in private mode'],
    [{ private: false, statistics: 'default', switch: { label: 'x', checked: true } }, 'in normal mode'],
    [
      { private: true, statistics: 'default', switch: { label: 'x', checked: true } },
      'in private mode, with the statistics switch as shipped (on)',
    ],
    [
      { private: true, statistics: 'default', switch: { label: 'x', checked: false } },
      'in private mode, with the statistics switch as shipped (off)',
    ],
    [{ private: true, statistics: 'off', switch: null }, 'in private mode, with the statistics switch off'],
    [{ private: true, statistics: 'on', switch: null }, 'in private mode, with the statistics switch on'],
  ];
  for (const [mode, text] of modes)
    it(`says ${text}`, () => {
      const run = runOf('clean');
      run.cases[0]!.mode = mode;
      assert.equal(modeText(summaryOf(run).cases[0]!), text);
      assert.ok(sentence('leaks', { mode }).includes(` ${text}`));
    });
});

describe('sentText', () => {
  const text = (...findings: Parameters<typeof findingOf>[]) =>
    sentText(leaksOf(decidedCase(findings.map(([canary, changes]) => findingOf(canary, changes)))));
  const ADDRESS_TEXT = 'the address "https://qk3v9x2m7abc.example/"';

  const rows: [what: string, findings: Parameters<typeof findingOf>[], text: string][] = [
    ['a title', [['visit-1-title']], 'the page title "Pepper basket" to sa.api.intl.miui.com (Xiaomi)'],
    [
      'a host name alone',
      [['visit-1', { match: 'host' }]],
      `the host name of ${ADDRESS_TEXT} to sa.api.intl.miui.com (Xiaomi)`,
    ],
    [
      'a part',
      [['visit-1', { match: 'part' }]],
      `a part of ${ADDRESS_TEXT} to sa.api.intl.miui.com (Xiaomi)`,
    ],
    [
      'a digest',
      [['visit-1', { match: 'digest:md5' }]],
      `the md5 digest of ${ADDRESS_TEXT} to sa.api.intl.miui.com (Xiaomi)`,
    ],
    [
      'a value sent in part and whole',
      [
        ['visit-1', { match: 'whole' }],
        ['visit-1', { match: 'part' }],
      ],
      `${ADDRESS_TEXT} to sa.api.intl.miui.com (Xiaomi)`,
    ],
    [
      'recipients of the same',
      [['visit-1'], ['visit-1', { host: 'a.example.net' }]],
      `${ADDRESS_TEXT} to sa.api.intl.miui.com (Xiaomi) and a.example.net (owner unknown)`,
    ],
    [
      'recipients of different values',
      [['visit-1'], ['visit-1-title', { host: 'a.example.net' }]],
      `${ADDRESS_TEXT} to sa.api.intl.miui.com (Xiaomi); the page title "Pepper basket" to a.example.net (owner unknown)`,
    ],
    [
      'more recipients than a reader takes in',
      ['a', 'b', 'c', 'd', 'e'].map((host) => ['visit-1', { host }]),
      `${ADDRESS_TEXT} to a (owner unknown), b (owner unknown), c (owner unknown) and 2 more recipients`,
    ],
  ];
  for (const [what, findings, expected] of rows)
    it(`names ${what}`, () => {
      assert.equal(text(...findings), expected);
    });

  it('counts several values of a kind', () => {
    const canaries = [1, 2].map((at) => ({
      id: `visit-${at}`,
      kind: 'url' as const,
      value: `https://${at}.example/`,
    }));
    const leaks = leaksOf(decidedCase([findingOf('visit-1'), findingOf('visit-2')], canaries));
    assert.equal(sentText(leaks), '2 addresses to sa.api.intl.miui.com (Xiaomi)');
  });

  it('cannot be closed early by a quotation mark of the value', () => {
    const canaries = [{ id: 'visit-1', kind: 'text' as const, value: 'a" to nobody' }];
    assert.match(
      sentText(leaksOf(decidedCase([findingOf('visit-1')], canaries))),
      /^the text "a' to nobody" to sa/,
    );
  });
});
