import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { runOfOutcomes, summaryOf } from './testing/outcomes.ts';
import { runOf } from './testing/run.ts';
import { legendOf, tableOf } from './table.ts';

const colors = pc.createColors(false);
const SCENARIOS = ['visit-typed', 'search-address-bar', 'visit-link'];
const WIDE = { width: 200, colors };

/** A run with every outcome, in long names and with a statistics switch. */
function wideRun(releases = 1): ReturnType<typeof runOf> {
  const run = runOfOutcomes();
  const cases = run.cases;
  run.cases = Array.from({ length: releases }, (_, release) =>
    cases.map((row, at) => ({
      ...row,
      id: `${row.id}/${release}`,
      scenario: SCENARIOS[at % 3] ?? '',
      release: {
        ...row.release,
        family: 'mi-browser-pro',
        versionName: `12.1.${release}-g`,
        sha256: String(release).padEnd(64, '0'),
      },
      mode: {
        private: true,
        statistics: at < 3 ? ('default' as const) : at < 6 ? ('off' as const) : ('on' as const),
        switch: { label: 'x', checked: at !== 4 },
      },
    })),
  ).flat();

  return run;
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => stripVTControlCharacters(line).length));
}

describe('tableOf', () => {
  for (const width of [60, 80, 120])
    it(`fits ${width} columns and shows the verdict of every case`, () => {
      const table = tableOf(summaryOf(wideRun()), { width, colors });
      assert.ok(widthOf(table) <= width, table);
      const shown = table.match(/(?<!-)\b(?:leaks \((?:new|known)\)|suspect|inconclusive|clean)/g);
      assert.deepEqual(shown?.toSorted(), [
        'clean',
        'clean',
        'clean',
        'clean',
        'inconclusive',
        'leaks (known)',
        'leaks (new)',
        'suspect',
      ]);
    });

  for (const width of [60, 80, 120])
    it(`counts the clean cases of a run that is too long for ${width} columns`, () => {
      const summary = summaryOf(wideRun(40));
      const table = tableOf(summary, { width, colors });
      if (width < 120)
        assert.match(
          table,
          new RegExp(`^and ${summary.tally.clean + summary.tally.limited} clean cases; report/summary`, 'm'),
        );
      assert.ok(widthOf(table) <= width, table);
    });

  it('never breaks a verdict into two lines', () => {
    assert.match(tableOf(summaryOf(wideRun()), { width: 45, colors }), /leaks \(known\)/);
  });

  it('marks each outcome', () => {
    const table = tableOf(summaryOf(), { width: 60, colors });
    const verdicts = table
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ {2,}/).at(-1));
    assert.deepEqual(verdicts, [
      'leaks (new)',
      'clean !',
      'suspect !',
      'leaks (known)',
      'clean (changed)',
      'inconclusive',
      'clean*',
      'clean',
    ]);
  });

  it('colors only what fails the gate red', () => {
    const table = tableOf(summaryOf(), { width: 60, colors: pc.createColors(true) });
    // oxlint-disable-next-line no-control-regex -- colors are control characters
    assert.deepEqual(
      Array.from(table.matchAll(/\u001B\[31m([^\u001B]*)/g), ([, text]) => text),
      ['leaks (new)', 'clean !', 'suspect !'],
    );
  });

  it('has a row for each release and mode, and columns for mode and switch', () => {
    const [head, ...rows] = tableOf(summaryOf(wideRun()), WIDE)
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    assert.deepEqual(head?.slice(0, 3), ['release', 'mode', 'switch']);
    assert.deepEqual(
      rows.filter(([release]) => release).map((cells) => cells.slice(1, 3)),
      [
        ['private', 'on'],
        ['private/off', 'off'],
        ['private/on', 'on'],
      ],
    );
  });

  it('has no column for a switch that no release has, and names recipients and reasons', () => {
    const table = tableOf(summaryOf(), WIDE);
    assert.doesNotMatch(table, /switch/);
    assert.match(table, /leaked to/);
    assert.match(table, /sa\.api\.intl\.miui\.com/);
    assert.match(table, /because-suspect/);
  });

  it('shows two files of one version as two releases', () => {
    const run = runOf('clean', 'leaks');
    run.cases[1]!.scenario = run.cases[0]!.scenario;
    run.cases[1]!.release = { ...run.cases[1]!.release, sha256: 'fe'.repeat(32) };
    const table = tableOf(summaryOf(run), WIDE);
    assert.match(table, /mint@3\.4\.0~0123abcd.*clean/);
    assert.match(table, /mint@3\.4\.0~fefefefe.*leaks/);
  });

  it('shows no control character of a recorded text', () => {
    const run = runOf('suspect', 'leaks');
    for (const row of run.cases) {
      row.release = { ...row.release, versionName: '3\u001B[2J\n\u202E' };
      row.scenario = 'a\nb';
      row.recipients = ['x\u001B]0;y\u0007'];
      row.reasons = [{ code: 'code\u001B[0m', text: '' }];
    }
    for (const width of [40, 200])
      assert.doesNotMatch(tableOf(summaryOf(run), { width, colors }).replaceAll('\n', ''), /\p{C}/u);
  });
});

describe('legendOf', () => {
  it('explains only marks that the table has', () => {
    assert.deepEqual(legendOf(summaryOf()), ['! not expected; * with limits, which the reports list']);
    const run = runOf('clean');
    run.gate = { passed: true, exitCode: 0, failures: [] };
    assert.deepEqual(legendOf(summaryOf(run)), []);
  });
});
