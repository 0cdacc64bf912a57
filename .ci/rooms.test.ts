import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { roomsAsMarkdown } from './rooms/table.mjs';

const project = dirname(import.meta.dirname);

describe('the check of the rooms', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-rooms-'));
    plant('package.json', '{ "name": "fixture", "type": "module" }');
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
    plant('harness/model/noun.ts', "import { z } from 'zod';\nexport const noun = z.string();\n");
    plant('harness/detect/layer.ts', "import { gunzipSync } from 'node:zlib';\nexport { gunzipSync };\n");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('finds nothing in a tree that keeps to the table', () => {
    plant('harness/detect/match.ts', "import { noun } from '../model/noun.ts';\nexport { noun };\n");
    plant(
      'harness/detect/match.test.ts',
      "import assert from 'node:assert/strict';\nimport 'fast-check';\nassert.ok(1);\n",
    );

    assert.deepEqual(check(), { code: 0, said: ['rooms: 4 files, 5 imports, 0 violations'] });
  });

  const violations: { name: string; file: string; text: string; said: RegExp }[] = [
    {
      name: 'another room',
      file: 'harness/model/reaches.ts',
      text: "import { gunzipSync } from '../detect/layer.ts';\nexport { gunzipSync };\n",
      said: /^harness\/model\/reaches\.ts imports harness\/detect\/layer\.ts: may import nothing of ours$/,
    },
    {
      name: 'another room, for a type alone',
      file: 'harness/model/reaches.ts',
      text: "import type { gunzipSync } from '../detect/layer.ts';\nexport type Unzip = typeof gunzipSync;\n",
      said: /reaches\.ts imports harness\/detect\/layer\.ts/,
    },
    {
      name: 'another room, by a lazy import',
      file: 'harness/model/reaches.ts',
      text: "export const layer = () => import('../detect/layer.ts');\n",
      said: /reaches\.ts imports harness\/detect\/layer\.ts/,
    },
    {
      name: 'another room, from a unit test',
      file: 'harness/model/reaches.test.ts',
      text: "import { gunzipSync } from '../detect/layer.ts';\nexport { gunzipSync };\n",
      said: /reaches\.test\.ts imports harness\/detect\/layer\.ts/,
    },
    {
      name: 'a package of another room',
      file: 'harness/evidence/records.ts',
      text: "import { getLocal } from 'mockttp';\nexport { getLocal };\n",
      said: /records\.ts imports .*node_modules\/mockttp\/.*: may import .* of npm$/,
    },
    {
      name: "Node's files from a pure room",
      file: 'harness/verdict/reads.ts',
      text: "import { readFileSync } from 'node:fs';\nexport { readFileSync };\n",
      said: /reads\.ts imports (node:)?fs: may import buffer, crypto, zlib of Node$/,
    },
    {
      name: 'a file that is not there',
      file: 'harness/model/lost.ts',
      text: "export { nothing } from './nothing.ts';\n",
      said: /lost\.ts imports \.\/nothing\.ts: An import leads nowhere\.$/,
    },
    {
      name: 'a room that the table does not know',
      file: 'harness/attic/types.ts',
      text: 'export const attic = 1;\n',
      said: /^harness\/attic\/types\.ts lies in no room of the table$/,
    },
  ];
  for (const { name, file, text, said } of violations) {
    it(`finds ${name}`, () => {
      plant(file, text);
      const result = check();

      assert.equal(result.code, 1);
      assert.equal(result.said.length, 2, result.said.join('\n'));
      assert.match(result.said[0] ?? '', said);
    });
  }

  it('does not pass where the parser sees nothing', () => {
    const blind = join(folder, 'blind');
    plant('blind/rooms.mjs', blindedCheck());
    const done = spawnSync(process.execPath, [join(blind, 'rooms.mjs')], { encoding: 'utf8' });

    assert.equal(done.status, 1, done.stderr);
    assert.match(done.stderr, /harness\/model\/noun\.ts was not looked at/);
    assert.match(done.stderr, /rooms: 0 files, 0 imports/);
  });

  it('is printed in CONTRIBUTING.md as it is', () => {
    const text = readFileSync(join(project, 'CONTRIBUTING.md'), 'utf8');

    assert.ok(
      text.includes(roomsAsMarkdown()),
      'put the output of `node .ci/rooms.mjs --table` into CONTRIBUTING.md',
    );
  });

  /** The check with dependency-cruiser's answer replaced by the one it gives without a parser for TypeScript. */
  function blindedCheck(): string {
    const source = readFileSync(join(project, '.ci/rooms/check.mjs'), 'utf8');
    const cruiser = "import { cruise } from 'dependency-cruiser';";
    assert.ok(source.includes(cruiser));

    return `${source
      .replace(
        cruiser,
        'const cruise = async () => ({ output: { modules: [], summary: { violations: [] } } });',
      )
      .replace("'./rules.mjs'", `'${join(project, '.ci/rooms/rules.mjs')}'`)}
const report = await checkRooms('${folder}', [{ path: 'harness/model' }, { path: 'harness/detect' }].map((room) => ({ ...room, holds: '', rooms: [], packages: [], node: [] })));
console.error(report.violations.join('\\n'));
console.error(\`rooms: \${report.files} files, \${report.imports} imports\`);
process.exitCode = report.violations.length === 0 ? 0 : 1;
`;
  }

  function plant(file: string, text: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }

  function check(): { code: number | null; said: string[] } {
    const done = spawnSync(process.execPath, [join(project, '.ci/rooms.mjs'), folder], { encoding: 'utf8' });

    return { code: done.status, said: done.stderr.trim().split('\n') };
  }
});
