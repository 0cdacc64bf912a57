import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codesModule, markdownTable, readReasons } from './reasons.ts';

const project = dirname(import.meta.dirname);
const TABLE = 'harness/verdict/data/reasons.yaml';
const ROW = `- code: planted
  weight: voids
  leak: none
  hides: true
  settlesEarlier: false
  keepsSizeFinding: true
  awaitsMore: false
  sentence: '{packets} {packets|packet|packets} went to {host} in {waited:duration}.'
  source: 'a test'
`;

describe('the table of reasons', () => {
  it('gives each value a type, and the page a row', () => {
    const { rows, problems } = readReasons(ROW);
    assert.deepEqual(problems, []);
    assert.match(
      codesModule(rows),
      / {2}planted: \{\n {4}packets: number;\n {4}host: string \| number;\n {4}waited: number;\n {2}\};/,
    );
    assert.match(
      markdownTable(rows),
      /\| `planted` \| voids \| hides, unsettled \| \{packets\} packets went to \{host\} in \{waited\}\. \| a test \|/,
    );
  });

  const columns = [
    'weight',
    'leak',
    'hides',
    'settlesEarlier',
    'keepsSizeFinding',
    'awaitsMore',
    'sentence',
    'source',
  ];
  for (const column of columns)
    it(`is refused without the column ${column}`, () =>
      assertRefused(ROW.replace(new RegExp(` {2}${column}:.*\n`), ''), new RegExp(`^planted, ${column}: `)));

  const faults: [name: string, table: string, text: RegExp][] = [
    ['a column that the schema does not have', `${ROW}  mood: sad\n`, /^planted: .*mood/],
    ['a code that is listed twice', ROW + ROW, /^planted is listed twice/],
    ['a malformed placeholder', ROW.replace('{host}', '{host|}'), /^planted: a placeholder is malformed/],
    [
      'a leak that does not count as a finding',
      ROW.replace('leak: none', 'leak: late'),
      /^planted: leak is '\w+', so weight must be 'finds'/,
    ],
    [
      'a note that ends a size finding',
      ROW.replace('voids', 'notes').replace('keepsSizeFinding: true', 'keepsSizeFinding: false'),
      /^planted: keepsSizeFinding is false, so weight must be 'voids'/,
    ],
  ];
  for (const [name, table, text] of faults) it(`is refused with ${name}`, () => assertRefused(table, text));

  function assertRefused(table: string, text: RegExp): void {
    const { problems } = readReasons(table);
    assert.equal(problems.length, 1, problems.join());
    assert.match(problems[0] ?? '', text);
  }
});

describe('npm run check:reasons', function () {
  this.timeout(30_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-reasons-'));
    for (const file of [TABLE, 'harness/model/reason-codes.ts', 'docs/verdicts.md']) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      copyFileSync(join(project, file), join(folder, file));
    }
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('passes for the table of this project', () => {
    const { status, stderr } = run('--check', project);
    assert.equal(status, 0, stderr);
  });

  it('fails for a row without a column', () => {
    plant(ROW.replace(/ {2}hides:.*\n/, ''));
    const { status, stderr } = run('--check', folder);
    assert.equal(status, 1);
    assert.match(stderr, /reasons\.yaml: planted, hides: /);
  });

  it('fails for a row until its code is generated', () => {
    plant(ROW);
    const { status, stderr } = run('--check', folder);
    assert.equal(status, 1);
    assert.match(stderr, /reason-codes\.ts does not match this table; run npm run reasons/);
    assert.match(stderr, /docs\/verdicts\.md does not match this table/);
    assert.equal(run(folder).status, 0);
    assert.equal(run('--check', folder).status, 0);
  });

  function plant(row: string): void {
    writeFileSync(join(folder, TABLE), `${readFileSync(join(project, TABLE), 'utf8')}\n${row}`);
  }

  function run(...options: string[]) {
    const script = join(project, '.ci/reasons.ts');

    return spawnSync(process.execPath, ['--import', 'tsx', script, ...options], {
      encoding: 'utf8',
      cwd: project,
    });
  }
});
