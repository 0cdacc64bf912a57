import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readConstructions } from './language/check.mjs';
import { textsOfMarkdown, textsOfTable } from './language/document.mjs';
import { faultsOf } from './language/rules.mjs';
import { textsOfSource } from './language/source.mjs';

const constructions = await readConstructions();

describe('the constructions to avoid', () => {
  const rulesIn = (text: string) =>
    faultsOf({ line: 1, kind: 'message', text, inserted: [] }, constructions).map(({ rule }) => rule);

  for (const { id, hits, spares } of constructions) {
    for (const text of hits) it(`${id} finds: ${text}`, () => assert.ok(rulesIn(text).includes(id)));
    for (const text of spares) it(`${id} spares: ${text}`, () => assert.ok(!rulesIn(text).includes(id)));
  }

  it('have unique ids, and examples that match and that do not', () => {
    assert.equal(new Set(constructions.map(({ id }) => id)).size, constructions.length);
    for (const { id, hits, spares } of constructions) assert.ok(hits.length > 0 && spares.length > 0, id);
  });
});

describe('the length of sentences', () => {
  const words = (count: number) => `A ${Array.from({ length: count - 1 }, () => 'word').join(' ')}.`;
  const faults = (text: string) => faultsOf({ line: 1, kind: 'message', text, inserted: [] }, []);

  it('is 30 words at most', () => {
    assert.deepEqual(faults(words(30)), []);
    assert.equal(faults(words(31))[0]?.instead, '31 words; 30 at most');
  });

  it('is counted for each sentence', () => assert.deepEqual(faults(`${words(30)} ${words(30)}`), []));
  it('counts code, links and inserted values as one word', () =>
    assert.deepEqual(faults(`${words(28).slice(0, -1)} \`a b c d\` [x](a b c).`), []));
  it('is not counted in scripts and style sheets', () => {
    assert.deepEqual(faults(`body {\n${words(20).slice(0, -1)} ${words(20)} }`), []);
    assert.deepEqual(faults(`<p>${words(40)}</p>`), []);
  });
  it('does not end at an abbreviation', () =>
    assert.equal(faults(`${words(20).slice(0, -1)}, e.g. The ${words(10)}`).length, 1));
});

describe('numbers before a noun in the plural', () => {
  const faults = (source: string) => textsOfSource(source).flatMap((text) => faultsOf(text, []));
  for (const source of [
    'say(`Found ${found} cases.`);',
    "say('Found ' + found.length + ' things.');",
    'say(`${total - done} more releases`);',
    'say(`waits for ${Math.round(left)} jobs`);',
  ])
    it(`are found in ${source}`, () => assert.equal(faults(source)[0]?.rule, 'plural'));
  for (const source of [
    'say(`${name} sends it`);',
    "say(`Found ${counted(found.length, 'case')}.`);",
    'say(`${count} ms`);',
    'say(`the ${list.length} is one`);',
    'say(`${name} names no element`);',
    'say(`takes ${ratio} times as long`);',
  ])
    it(`are not reported for ${source}`, () => assert.deepEqual(faults(source), []));
});

describe('the texts of a source', () => {
  const texts = (source: string) => textsOfSource(source).map(({ line, kind, text }) => [line, kind, text]);

  it('are strings and templates, with inserted values as {}', () =>
    assert.deepEqual(texts("a('one');\nb(`two ${c('three')} 'four'`, 'five ' + `six` + d);\n"), [
      [1, 'message', 'one'],
      [2, 'message', "two {} 'four'"],
      [2, 'message', 'three'],
      [2, 'message', 'five six{}'],
    ]));
  it('are not the paths of imports and types', () =>
    assert.deepEqual(
      texts("import a from './b.ts';\nexport * from './c.ts';\ntype D = 'e' | import('./f.ts').G;\n"),
      [],
    ));
  it('include comments, with consecutive line comments as one', () =>
    assert.deepEqual(
      texts('#!/usr/bin/env node\n// é one\n// two\nconst a = 1; // three\n/**\n * four\n * five\n */\n'),
      [
        [2, 'comment', 'é one\ntwo'],
        [4, 'comment', 'three'],
        [5, 'comment', 'four\nfive'],
      ],
    ));
  it('do not include comment marks in a string, a template or a regular expression', () =>
    assert.deepEqual(
      texts("a('// b', `/* c ${d /* e */} */`, /\\/\\/f/);").filter(([, kind]) => kind === 'comment'),
      [[1, 'comment', 'e']],
    ));
});

describe('the texts of documents', () => {
  it('are paragraphs, list items, headings and cells, without code', () =>
    assert.deepEqual(
      textsOfMarkdown('# One\ntwo\nthree\n* four\n  five\n\n```\nsix\n```\n| seven | 8 |\n|---|---|\n').map(
        ({ line, text }) => [line, text],
      ),
      [
        [1, 'One'],
        [2, 'two three'],
        [4, 'four five'],
        [10, 'seven'],
      ],
    ));
  it('are the sentences of a table', () =>
    assert.deepEqual(textsOfTable("- code: a\n  sentence: '{b} c'\n  source: 'd'\n"), [
      { line: 2, kind: 'message', text: '{} c', inserted: ['b'] },
    ]));
});

describe('the check of the language', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-language-'));
    spawnSync('git', ['init', '-q'], { cwd: folder });
    plant('harness/model/noun.ts', "export const message = 'The file was read.';\n// whoever\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('accepts plain texts, with comments checked or not', () => {
    assert.deepEqual(check(), { code: 0, stdout: '' });
    const { code, stdout } = check('--comments');
    assert.equal(code, 0);
    assert.equal(stdout, '');
  });

  const planted: [string, string, string][] = [
    ['a message', 'harness/model/a.ts', "throw new Error('Nobody reads it.');\n"],
    ['a table', 'harness/verdict/data/reasons.yaml', "- sentence: 'Whoever reads it.'\n"],
    ['a document', 'docs/a.md', 'Nobody reads it.\n'],
    ['a help text', 'bin/a.mjs', "command.description('What nobody reads');\n"],
  ];
  for (const [name, file, text] of planted)
    it(`fails on ${name}`, () => {
      plant(file, text);
      const { code, stdout } = check();
      assert.equal(code, 1);
      assert.match(stdout, new RegExp(`^${file.replaceAll('.', '\\.')}:1 whoever: "`));
    });

  it('lists comments on request, and does not fail on them', () => {
    plant('harness/model/b.ts', '// The file that nobody reads.\nexport {};\n');
    const { code, stdout } = check('--comments');
    assert.equal(code, 0);
    assert.match(stdout, /^harness\/model\/b\.ts:1 comment whoever: /);
  });

  it('checks one room on request, and fails if it does not exist', () => {
    plant('harness/cli/a.ts', "throw new Error('Nobody reads it.');\n");
    assert.equal(check('--room', 'harness/model').code, 0);
    assert.equal(check('--room', 'harness/cli/').code, 1);
    assert.equal(check('--room', 'harness/none').code, 1);
  });

  it('checks the paths of its scope, and fails if one does not exist', () => {
    plant('harness/cli/a.ts', "throw new Error('Nobody reads it.');\n");
    const { code, stdout } = check('--checked');
    assert.equal(code, 1);
    assert.match(stdout, /^harness\/cli\/a\.ts:1 whoever/m);
    assert.match(stdout, /^\.ci\/language\/scope\.yaml: no file or text matches README\.md$/m);
  });

  it('allows an exception only in its file and for its rule, and reports an unused one', () => {
    const file = 'harness/simulator/shell/commands/settings.ts';
    plant(file, 'say(`Deleted ${rows.length} rows`);\nsay(`Kept ${rows.length} rows`);\n');
    plant('harness/simulator/a.ts', 'say(`Deleted ${rows.length} rows`);\n');
    const { stdout } = check();
    assert.deepEqual(stdout.match(/^harness\S+ \w+/gm), [
      'harness/simulator/a.ts:1 plural',
      `${file}:2 plural`,
    ]);
    plant(file, 'export {};\n');
    assert.match(
      check().stdout,
      /no file or text matches harness\/simulator\/shell\/commands\/settings\.ts: Deleted \{\} rows$/m,
    );
  });

  function plant(file: string, text: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  function check(...args: string[]): { code: number | null; stdout: string } {
    const { status, stdout } = spawnSync(
      'node',
      [join(import.meta.dirname, 'language.mjs'), folder, ...args],
      {
        encoding: 'utf8',
      },
    );

    return { code: status, stdout };
  }
});
