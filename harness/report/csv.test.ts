import assert from 'node:assert/strict';
import { csvOf, findingsCsv, verdictsCsv } from './csv.ts';
import { sentenceOf } from './summary/sentence.ts';
import { hostileSummary } from './testing/hostile.ts';
import { ADDRESS, summaryOf, WORDS } from './testing/outcomes.ts';
import { parseCsv } from './testing/parse-csv.ts';
import { runOf } from './testing/run.ts';

/** The rows of a table, as objects by the names of its columns. */
function read(text: string): Record<string, string>[] {
  const [head = [], ...rows] = parseCsv(text);

  return rows.map((row) => {
    assert.equal(row.length, head.length);

    return Object.fromEntries(head.map((name, at) => [name, row[at] ?? '']));
  });
}

describe('csvOf', () => {
  const cells: [cell: string, written: string][] = [
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(1)', "'@SUM(1)"],
    ['\uFF1D1', "'\uFF1D1"],
    ['\t=1', '·=1'],
    ['\r=1', '·=1'],
    ['a\nb', 'a·b'],
    ['\u001B[2J', '·[2J'],
    ['a,b', 'a,b'],
    ['a "b"', 'a "b"'],
    ["'quoted'", "'quoted'"],
    ['https://a.example/?q=1', 'https://a.example/?q=1'],
  ];
  for (const [cell, written] of cells)
    it(`writes ${JSON.stringify(cell)} as ${JSON.stringify(written)}`, () => {
      assert.deepEqual(parseCsv(csvOf(['x', 'y'], [{ x: cell, y: 1 }])), [
        ['x', 'y'],
        [written, '1'],
      ]);
    });

  it('writes nothing as an empty cell', () => {
    assert.equal(csvOf(['a', 'b', 'c'], [{ a: null, b: undefined, c: false }]), 'a,b,c\r\n,,false\r\n');
  });

  it('writes the header of an empty table', () => {
    assert.equal(csvOf(['a', 'b'], []), 'a,b\r\n');
  });
});

describe('verdictsCsv', () => {
  it('has a row for each case, with its sentence', () => {
    const summary = summaryOf();
    const rows = read(verdictsCsv(summary));
    assert.deepEqual(
      rows.map(({ scenario, outcome, verdict, sentence }) => [scenario, outcome, verdict, sentence]),
      summary.cases.map((each) => [each.row.scenario, each.outcome, each.verdict, sentenceOf(each)]),
    );
  });

  it('names release, mode, switch, handset, and the release before', () => {
    const run = runOf('leaks', 'clean');
    run.cases[1]!.scenario = run.cases[0]!.scenario;
    run.cases[1]!.release = {
      ...run.cases[1]!.release,
      versionName: '3.3.0',
      versionCode: 30300,
      sha256: 'fe'.repeat(32),
    };
    for (const row of run.cases) row.mode.switch = { label: 'x', checked: true };
    const [row] = read(verdictsCsv(summaryOf(run, { sinceOf: () => ({ text: 'new since 3.3.0' }) })));
    const expected = {
      run: '20200504T013000Z-0a1b',
      simulated: 'true',
      family: 'mint',
      version: '3.4.0',
      version_code: '30400',
      mode: 'private',
      statistics_switch: 'as shipped (on)',
      handset: 'Redmi <8>',
      android: '13',
      expected: 'clean',
      findings: '1',
      recipients: 'sa.api.intl.miui.com',
      reasons: 'because-leaks',
      release_before: 'mint@3.3.0',
      verdict_before: 'clean',
      since: 'new since 3.3.0',
      seconds: '20',
    };
    for (const [name, cell] of Object.entries(expected)) assert.equal(row?.[name], cell, name);
  });
});

describe('findingsCsv', () => {
  it('has a row for each value that left', () => {
    const rows = read(findingsCsv(summaryOf()));
    const cells = (columns: string[]) => rows.map((row) => columns.map((column) => row[column]));
    assert.deepEqual(cells(['outcome', 'kind', 'value', 'host', 'owner', 'part']), [
      ['new-leak', 'url', ADDRESS, 'sa.api.intl.miui.com', 'Xiaomi', 'request.body'],
      ['new-leak', 'search', WORDS, 'sa.api.intl.miui.com', 'Xiaomi', 'request.url'],
      ['known-leak', 'url', ADDRESS, 'sa.api.intl.miui.com', 'Xiaomi', 'request.body'],
      ['known-leak', 'search', WORDS, 'sa.api.intl.miui.com', 'Xiaomi', 'request.url'],
    ]);
    assert.deepEqual(
      cells([
        'sdk',
        'encoding',
        'match',
        'confidence',
        'proven',
        'requests',
        'har_entries',
        'identifiers',
      ])[0],
      [
        'sensors',
        'form:data_list > base64 > gzip > json:$[0].properties.url',
        'whole',
        'certain',
        'false',
        '1',
        '3',
        'android_id',
      ],
    );
  });
});

describe('each CSV', () => {
  for (const textOf of [verdictsCsv, findingsCsv])
    it(`keeps its rows and columns with hostile texts, and runs none of them (${textOf.name})`, () => {
      const rows = parseCsv(textOf(hostileSummary()));
      const [head] = rows;
      assert.ok(rows.length > 8);
      for (const row of rows) {
        assert.equal(row.length, head?.length);
        for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@\t\r]|\p{C}/u);
      }
    });
});
