import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../runner/project.ts';

/** Keeps the browser's data; agrees to its terms; Enter presses what the tables know; skips what 3.4.0 does not have. */
const ANSWERS = ['skip', 'consent', 'home', '', '', 'done', 'skip', 'skip', '', '', 'done', 'skip'];

describe('leakgate inspect', function () {
  this.timeout(180_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakgate-inspect-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('walks through a simulated browser with the answers of a file, and keeps its screens', async () => {
    const answers = join(folder, 'answers.txt');
    await writeFile(answers, `${ANSWERS.join('\n')}\n`);
    const args = ['bin/leakgate.mjs', 'inspect', '--handset', 'sim', '--release', 'mint@3.4.0'];
    const { code, stderr } = await run([...args, '--answers', answers, '--out', folder]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^ {2}menuExitPrivate: text 'Exit incognito', our tables$/m);
    assert.match(stderr, /no row was added/);
    const files = await readdir(folder);
    for (const name of ['home', 'menu', 'address-bar', 'private-home', 'private-menu'])
      assert.ok(
        files.includes(`${name}.xml`) && files.includes(`${name}.png`),
        `${name}: ${files.join(' ')}`,
      );
    assert.match(
      await readFile(join(folder, 'home.xml'), 'utf8'),
      /com\.mi\.globalbrowser\.mini:id\/search_hint/,
    );
  });

  function run(args: string[]): Promise<{ code: number; stderr: string }> {
    return new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: projectRoot }, (error, _stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr }),
      );
    });
  }
});
