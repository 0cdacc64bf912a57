import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unusedEntries } from './rooms/front.mjs';
import { roomsAsMarkdown } from './rooms/markdown.mjs';

const project = dirname(import.meta.dirname);

/** What a pure room may have: constants, changes to a constant while it is built, and local variables with a constant's name. */
const PURE = `const NONE: ReadonlySet<number> = new Set();
const table = Uint8Array.from([1, 2]);
export function sum(values: number[]): number {
  const table = [0];
  for (const value of values) table[0] = (table[0] ?? 0) + value;
  table.push(NONE.size);

  return table[0] ?? 0;
}
export const first = () => table[0];
`;

describe('the check of the rooms', () => {
  let folder: string;

  beforeEach(makeTree);
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('accepts a tree that follows the table', () => {
    plant('harness/detect/match.ts', "import { noun } from '../model/noun.ts';\nexport { noun };\n");
    plant(
      'harness/detect/match.test.ts',
      "import assert from 'node:assert/strict';\nimport 'fast-check';\nassert.ok(1);\n",
    );
    plant('harness/runner/run.ts', "import { body } from '../capture/recorder.ts';\nexport { body };\n");
    // Tests and bench import testing folders; tests of several rooms import any file.
    for (const file of ['harness/runner/run.test.ts', 'harness/runner/testing/run.ts', 'bench/run.ts'])
      plant(
        file,
        `import { client } from '${'../'.repeat(file.split('/').length - 1)}harness/capture/testing/client.ts';\nexport { client };\n`,
      );
    plant('harness/runner/run.e2e.test.ts', "import { body } from '../capture/body.ts';\nexport { body };\n");

    assert.deepEqual(check(), { code: 0, lines: ['rooms: files: 12, imports: 11, violations: 0'] });
  });

  it('fails if the parser finds no modules', () => {
    plantBlindedCheck();
    const result = spawnSync(process.execPath, [join(folder, 'blind/rooms.mjs')], { encoding: 'utf8' });

    assert.equal(result.status, 1, result.stderr);
    assert.match(result.stderr, /harness\/model\/noun\.ts was not parsed/);
    assert.match(result.stderr, /rooms: files: 0, imports: 0/);
  });

  it('has its current table in CONTRIBUTING.md', () => {
    const text = readFileSync(join(project, 'CONTRIBUTING.md'), 'utf8');

    assert.ok(
      text.includes(roomsAsMarkdown()),
      'put the output of `node .ci/rooms.mjs --table` into CONTRIBUTING.md',
    );
  });

  describe('finds', () => {
    /** A file with one violation each, and the only line about it; all of them are in one tree. */
    const violations: { name: string; file: string; text: string; message: RegExp }[] = [
      {
        name: 'another room',
        file: 'harness/model/room.ts',
        text: "import { gunzipSync } from '../detect/formats.ts';\nexport { gunzipSync };\n",
        message:
          / imports harness\/detect\/formats\.ts: from other rooms, harness\/model may import nothing$/,
      },
      {
        name: 'another room, for a type only',
        file: 'harness/model/type.ts',
        text: "import type { gunzipSync } from '../detect/formats.ts';\nexport type Unzip = typeof gunzipSync;\n",
        message:
          / imports harness\/detect\/formats\.ts: from other rooms, harness\/model may import nothing$/,
      },
      {
        name: 'another room, by a lazy import',
        file: 'harness/model/lazy.ts',
        text: "export const layer = () => import('../detect/formats.ts');\n",
        message:
          / imports harness\/detect\/formats\.ts: from other rooms, harness\/model may import nothing$/,
      },
      {
        name: 'another room, from a unit test',
        file: 'harness/model/unit.test.ts',
        text: "import { gunzipSync } from '../detect/formats.ts';\nexport { gunzipSync };\n",
        message:
          / imports harness\/detect\/formats\.ts: from other rooms, harness\/model may import nothing$/,
      },
      {
        name: 'a package of another room',
        file: 'harness/evidence/records.ts',
        text: "import { getLocal } from 'mockttp';\nexport { getLocal };\n",
        message: / imports .*node_modules\/mockttp\/.*: from npm, harness\/evidence may import only .*$/,
      },
      {
        name: "Node's files from a pure room",
        file: 'harness/verdict/reads.ts',
        text: "import { readFileSync } from 'node:fs';\nexport { readFileSync };\n",
        message: / imports (node:)?fs: from Node, harness\/verdict may import only buffer, crypto, zlib$/,
      },
      {
        name: 'a file that is not there',
        file: 'harness/model/lost.ts',
        text: "export { nothing } from './nothing.ts';\n",
        message: / imports \.\/nothing\.ts: the imported file or package was not found$/,
      },
      {
        name: 'an import cycle',
        file: 'harness/model/hen.ts',
        text: "import { nest } from './nest.ts';\nexport const hen = nest;\n",
        message:
          / imports harness\/model\/nest\.ts: this import is part of an import cycle \(.*nest\.ts, .*hen\.ts\)$/,
      },
      {
        name: 'an import cycle of types only',
        file: 'harness/model/cause.ts',
        text: "import type { Effect } from './effect.ts';\nexport type Cause = { of: Effect };\n",
        message: / imports harness\/model\/effect\.ts: this import is part of an import cycle \(/,
      },
      {
        name: 'an import of a file outside the front',
        file: 'harness/runner/deep.ts',
        text: "import { body } from '../capture/body.ts';\nexport { body };\n",
        message:
          / imports harness\/capture\/body\.ts: other rooms may import only .*recorder\.ts.* from harness\/capture$/,
      },
      {
        name: 'an import of a file outside the front, from a unit test',
        file: 'harness/runner/deep.test.ts',
        text: "import { body } from '../capture/body.ts';\nexport { body };\n",
        message:
          / imports harness\/capture\/body\.ts: .* from harness\/capture; tests may also import from harness\/capture\/testing\/$/,
      },
      {
        name: 'an import of a file outside the front, from a testing folder',
        file: 'harness/runner/testing/deep.ts',
        text: "import { body } from '../../capture/body.ts';\nexport { body };\n",
        message:
          / imports harness\/capture\/body\.ts: .* from harness\/capture; tests may also import from harness\/capture\/testing\/$/,
      },
      {
        name: "another room's testing folder, imported outside of tests",
        file: 'harness/runner/shared.ts',
        text: "import { client } from '../capture/testing/client.ts';\nexport { client };\n",
        message: / imports harness\/capture\/testing\/client\.ts: other rooms may import only /,
      },
      {
        name: 'a launcher file that imports a worker file',
        file: 'harness/runner/launch/pool.ts',
        text: "import { work } from '../work/scenario.ts';\nexport { work };\n",
        message:
          / imports harness\/runner\/work\/scenario\.ts: from the other folders of harness\/runner, harness\/runner\/launch may import only record, schedule \(/,
      },
      {
        name: 'a worker file that imports a launcher file',
        file: 'harness/runner/work/poll.ts',
        text: "import type { Handsets } from '../launch/handsets.ts';\nexport type Poll = Handsets;\n",
        message:
          / imports harness\/runner\/launch\/handsets\.ts: from the other folders of harness\/runner, harness\/runner\/work may import only record, schedule \(/,
      },
      {
        name: 'a launcher file that imports a worker file through another file',
        file: 'harness/runner/launch/hooks.ts',
        text: "import { work } from '../index.ts';\nexport { work };\n",
        message:
          / imports harness\/runner\/work\/scenario\.ts: .* may import only record, schedule \(harness\/runner\/index\.ts, harness\/runner\/work\/scenario\.ts\)$/,
      },
      {
        name: 'a room that is not in the table',
        file: 'harness/attic/types.ts',
        text: 'export const attic = 1;\n',
        message: /^harness\/attic\/types\.ts is in no room of \.ci\/rooms\/table\.mjs$/,
      },
      {
        name: 'a variable in a pure room',
        file: 'harness/verdict/variable.ts',
        text: 'let last = 0;\nexport const next = () => ++last;\n',
        message: / keeps state: last is a module-level variable$/,
      },
      {
        name: 'a cache in a pure room',
        file: 'harness/verdict/cache.ts',
        text: 'const ended = new WeakMap<object, number>();\nexport const endOf = (of: object) => ended.get(of);\n',
        message: / keeps state: ended is a module-level container that starts empty$/,
      },
      {
        name: 'a buffer in a pure room',
        file: 'harness/verdict/buffer.ts',
        text: 'const scratch = new Uint8Array(1 << 16);\nexport const size = () => scratch.length;\n',
        message: / keeps state: scratch is a module-level container that starts empty$/,
      },
      {
        name: 'a table that a function changes in a pure room',
        file: 'harness/verdict/changed.ts',
        text: 'const table = [1];\nexport function note(value: number): void {\n  table[0] = value;\n}\n',
        message: / keeps state: a function changes the module-level constant table$/,
      },
    ];
    let lines: string[];

    before(() => {
      makeTree();
      plant(
        'harness/model/nest.ts',
        "import type { hen } from './hen.ts';\nexport const nest: typeof hen = 1;\n",
      );
      plant(
        'harness/model/effect.ts',
        "import type { Cause } from './cause.ts';\nexport type Effect = { of: Cause };\n",
      );
      plant('harness/runner/work/scenario.ts', 'export const work = 1;\n');
      plant('harness/runner/launch/handsets.ts', 'export type Handsets = 1;\n');
      plant('harness/runner/index.ts', "export { work } from './work/scenario.ts';\n");
      plant('harness/canary/pure.ts', PURE);
      for (const { file, text } of violations) plant(file, text);
      const result = check();
      rmSync(folder, { recursive: true, force: true });
      assert.equal(result.code, 1);
      lines = result.lines;
    });

    for (const { name, file, message } of violations)
      it(name, () => {
        const about = lines.filter((line) => line.startsWith(`${file} `));
        assert.equal(about.length, 1, lines.join('\n'));
        assert.match(about[0] ?? '', message);
      });

    it('nothing else', () => {
      const files = [
        ...violations.map(({ file }) => file),
        'harness/model/nest.ts',
        'harness/model/effect.ts',
      ];
      const others = lines.filter((line) => !files.some((file) => line.startsWith(`${file} `)));
      assert.equal(others.length, 1, others.join('\n'));
      assert.match(others[0] ?? '', /^rooms: files: 32, imports: 22, violations: 21$/);
    });
  });

  function makeTree(): void {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-rooms-'));
    plant('package.json', '{ "name": "fixture", "type": "module" }');
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
    plant('harness/model/noun.ts', "import * as z from 'zod';\nexport const noun = z.string();\n");
    plant('harness/detect/formats.ts', "import { gunzipSync } from 'node:zlib';\nexport { gunzipSync };\n");
    plant('harness/capture/recorder.ts', "export { body } from './body.ts';\n");
    plant('harness/capture/body.ts', 'export const body = 1;\n');
    plant('harness/capture/testing/client.ts', 'export const client = 1;\n');
  }

  /** Writes the check with dependency-cruiser's result replaced by the one it returns without a parser for TypeScript. */
  function plantBlindedCheck(): void {
    const source = readFileSync(join(project, '.ci/rooms/cruise.mjs'), 'utf8');
    const cruiser = "import { cruise } from 'dependency-cruiser';";
    assert.ok(source.includes(cruiser));
    const answer = '{ output: { modules: [], summary: { violations: [] } } }';
    plant('blind/cruise.mjs', source.replace(cruiser, `const cruise = async () => (${answer});`));
    for (const file of ['check.mjs', 'front.mjs', 'module-state.mjs', 'rules.mjs'])
      plant(`blind/${file}`, readFileSync(join(project, '.ci/rooms', file), 'utf8'));
    plant(
      'blind/rooms.mjs',
      `import { checkRooms } from './check.mjs';
const paths = ['harness/model', 'harness/detect', 'harness/capture'];
const rooms = paths.map((path) => ({ path, contents: '', front: [], rooms: [], packages: [], node: [] }));
const { files, imports, violations } = await checkRooms('${folder}', rooms, []);
console.error(violations.join('\\n'));
console.error(\`rooms: files: \${files}, imports: \${imports}\`);
process.exitCode = violations.length === 0 ? 0 : 1;
`,
    );
  }

  function plant(file: string, text: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }

  function check(): { code: number | null; lines: string[] } {
    const result = spawnSync(process.execPath, [join(project, '.ci/rooms.mjs'), folder], {
      encoding: 'utf8',
    });

    return { code: result.status, lines: result.stderr.trim().split('\n') };
  }
});

describe('the front of a room', () => {
  const room = (path: string, front: string[]) => ({
    path,
    front,
    contents: '',
    rooms: [],
    packages: [],
    node: [],
  });
  const rooms = [room('harness/a', ['one.ts', 'two.ts']), room('harness/b', ['*'])];

  it('reports an entry that only its own room imports', () =>
    assert.deepEqual(
      unusedEntries(
        [
          { from: 'harness/b/x.ts', to: 'harness/a/one.ts' },
          { from: 'harness/a/x.ts', to: 'harness/a/two.ts' },
        ],
        rooms,
      ),
      ['no other room imports harness/a/two.ts: remove this file from the front of harness/a'],
    ));
});
