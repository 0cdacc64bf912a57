import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../../model/fault.ts';
import { bundleScript } from './bundle.ts';
import { SIMULATED, trackedReleases } from './testing/releases.ts';

describe('bundleScript', () => {
  let root: string;
  let dir: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'leakgate-bundle-'));
    dir = join(root, 'browser');
    await mkdir(dir);
    await mkdir(join(root, 'lib'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('creates one module without imports, the same in every folder', async () => {
    await writeFile(join(root, 'lib/names.js'), 'export const name = (x) => `n${x}`;');
    await writeFile(
      join(dir, 'browser.js'),
      "import { name } from '../lib/names.js';\nexport default (b) => b.log(name(1));",
    );
    const text = bundleScript(dir);
    assert.doesNotMatch(text, /^import /m);
    assert.ok(!text.includes(root), 'no path of this machine is in it');
    const { default: run } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
      default: (browser: { log(word: string): void }) => void;
    };
    const words: string[] = [];
    run({ log: (word) => words.push(word) });
    assert.deepEqual(words, ['n1']);
  });

  const wrong: [name: string, source: string, message: RegExp][] = [
    ['a syntax error', 'export default (', /cannot pack .*browser\.js:1: /],
    ["an import of Node's", "import fs from 'node:fs';\nexport default () => fs;", /cannot pack .*node:fs/],
    ['an import of a package', "import * as z from 'zod';\nexport default () => z;", /cannot pack .*zod/],
    ['an import of data', "import x from './x.json';\nexport default () => x;", /imports .*x\.json/],
    [
      'an import of a missing file',
      "import x from '../lib/nothing.js';\nexport default () => x;",
      /cannot pack .*nothing\.js/,
    ],
    ['no default export', 'export function browser() {}', /has no default export/],
  ];
  for (const [name, source, message] of wrong)
    it(`refuses ${name}`, async () => {
      await writeFile(join(dir, 'x.json'), '{}');
      await writeFile(join(dir, 'browser.js'), source);
      assert.throws(
        () => bundleScript(dir),
        (error) => error instanceof Fault && message.test(error.message),
      );
    });

  for (const release of trackedReleases())
    it(`packs ${release} into a module that uses only the browser API`, () => {
      const text = bundleScript(join(SIMULATED, release));
      assert.doesNotMatch(text, /\b(import|require|process|globalThis|setTimeout|fetch)\s*[(.]/);
    });
});
