import assert from 'node:assert/strict';
import { hostileSummary } from '../testing/hostile.ts';
import { runOfOutcomes, summaryOf } from '../testing/outcomes.ts';
import { indexPageOf } from './index-page.ts';
import type { KeptNight } from './kept-night.ts';
import { type EndedRun, nightLines, nightMarkdown } from './night-summary.ts';

const summary = summaryOf(runOfOutcomes());
const nightOf = (id: string, more: Partial<KeptNight> = {}): KeptNight => ({
  id,
  folder: `/nights/${id}`,
  summary,
  warnings: [],
  ...more,
});
const ended = (more: Partial<EndedRun> = {}): EndedRun => ({
  name: 'mint',
  exitCode: 1,
  noBundle: null,
  summary,
  ...more,
});

describe('the page of the nights', () => {
  const page = indexPageOf([nightOf('b'), nightOf('a')], {
    pages: [{ file: 'releases.html', name: 'all releases' }],
    history: 'history/history.json',
  });

  it('begins with the answer of the newest run', () => {
    assert.match(page, /<h1>mint@[^<]* sent /);
  });

  it('links every run, the table of releases and the history', () => {
    for (const link of [
      'nights/a/index.html',
      'nights/b/index.html',
      'releases.html',
      'history/history.json',
    ])
      assert.ok(page.includes(`href="${link}"`), link);
    assert.ok(page.indexOf('nights/b/') < page.indexOf('nights/a/'));
  });

  it('marks evidence that was changed', () => {
    const changed = indexPageOf([nightOf('a', { warnings: ['x was changed'] })], {
      pages: [],
      history: undefined,
    });
    assert.match(changed, /The evidence was changed after the run/);
    assert.doesNotMatch(page, /The evidence was changed/);
  });

  it('says that no night was published', () => {
    assert.match(indexPageOf([], { pages: [], history: undefined }), /No night has been published/);
  });

  it('has the same elements if the texts of a run are hostile', () => {
    const tagsOf = (text: string) => [...text.matchAll(/<\/?[a-z]+\d?/g)].map(([tag]) => tag);
    const plain = indexPageOf([nightOf('a')], { pages: [], history: undefined });
    const hostile = indexPageOf([nightOf('a', { summary: hostileSummary() })], {
      pages: [],
      history: undefined,
    });
    assert.deepEqual(tagsOf(hostile), tagsOf(plain));
  });
});

describe('the summary of a night', () => {
  it('names the leak in its first line', () => {
    const [head = ''] = nightMarkdown([ended()], []).split('\n');
    assert.match(head, /^# `?mint@.* sent .*/);
    assert.match(head, /Gate failed \(exit code 1\)/);
  });

  it('stays below the limit of GitHub, with many runs', () => {
    const runs = Array.from({ length: 40 }, (_, at) =>
      ended({ name: `run-${at}`, summary: hostileSummary() }),
    );
    assert.ok(Buffer.byteLength(nightMarkdown(runs, [])) < 1024 * 1024);
  });

  it('has no line that is a workflow command of a text of a run', () => {
    const lines = nightLines(
      [ended({ summary: undefined, noBundle: '\n::error::x' })],
      ['::add-mask::x', '##[x'],
    );
    for (const line of lines.flatMap((each) => each.split('\n'))) assert.doesNotMatch(line, /^\s*::|##\[/);
  });

  it('says that redaction changed the result', () => {
    assert.match(nightLines([ended({ exitCode: 0 })], []).join('\n'), /redaction changed the result/);
    assert.doesNotMatch(nightLines([ended()], []).join('\n'), /redaction changed/);
  });

  it('names a run that reached no verdict', () => {
    const text = nightMarkdown([ended({ exitCode: 3, summary: undefined, noBundle: 'no phone' })], []);
    assert.match(text, /^# The run mint reached no verdict/);
    assert.match(text, /no phone/);
  });
});
