import assert from 'node:assert/strict';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from '../evidence/digest.ts';
import { Fault } from '../model/fault.ts';
import { rulesDigest } from '../runner/rules.ts';
import { captured } from './testing/captured.ts';
import { writeRunFolder } from './testing/run-folder.ts';
import { verify } from './verify.ts';

describe('leakgate verify', () => {
  let folder: Awaited<ReturnType<typeof writeRunFolder>>;
  beforeEach(async () => {
    folder = await writeRunFolder(await rulesDigest());
  });
  afterEach(() => rm(folder.dir, { recursive: true }));

  const clean = () => folder.caseDirs[0]!;
  /** Changes a file and forges every digest of it, as somebody would who rewrites history. */
  async function forge(caseDir: string, path: string, change: (text: string) => string): Promise<void> {
    const file = join(caseDir, path);
    const before = await sha256OfFile(file);
    await writeFile(file, change(await readFile(file, 'utf8')));
    const after = await sha256OfFile(file);
    for (const holder of [join(folder.dir, 'run.json'), join(caseDir, 'case.json')])
      await writeFile(holder, (await readFile(holder, 'utf8')).replace(before, after));
  }

  it('says same', async () => {
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 0);
    assert.match(stdout, /\nsame\n$/);
  });

  it('names a file that was changed, missing or added', async () => {
    await appendFile(join(clean(), 'timeline.json'), ' ');
    await rm(join(clean(), 'screens/visit-1.png'));
    await writeFile(join(clean(), 'note.txt'), 'x');
    await assert.rejects(
      verify(folder.dir, {}),
      (error) =>
        error instanceof Fault &&
        ['timeline.json was changed', 'visit-1.png is missing', 'note.txt was added'].every((each) =>
          error.message.includes(each),
        ),
    );
  });

  it('says that the rules are others', async () => {
    const file = join(folder.dir, 'run.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace(folder.run.rules, 'cd'.repeat(32)));
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(stdout, /other rules/);
  });

  it('gives 1 where the evidence says leaks and the run did not', async () => {
    for (const holder of [join(folder.dir, 'run.json'), join(folder.caseDirs[1]!, 'case.json')])
      await writeFile(
        holder,
        (await readFile(holder, 'utf8')).replace('"verdict": "leaks"', '"verdict": "clean"'),
      );
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 1);
    assert.match(stdout, /the verdict was clean, and is leaks/);
  });

  it('gives 2 where the evidence says something else', async () => {
    await forge(clean(), 'timeline.json', (text) => text.replace('"beacon": true', '"beacon": false'));
    const { result, stdout } = await captured(() => verify(folder.dir, {}));
    assert.equal(result, 2);
    assert.match(stdout, /the verdict was clean, and is inconclusive/);
  });

  it('has nothing to say of a run that decided nothing', async () => {
    const file = join(folder.dir, 'run.json');
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replaceAll('"state": "decided"', '"state": "planned"'),
    );
    await assert.rejects(verify(folder.dir, {}), Fault);
  });
});
