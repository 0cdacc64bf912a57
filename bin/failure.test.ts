import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFailure } from './failure.mjs';

const options = { debug: false, project: '/project' };

describe('describeFailure', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-failure-'));
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(join(folder, 'circle'), join(folder, 'circle'));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const code of [
    'EROFS',
    'ENOSPC',
    'EDQUOT',
    'EACCES',
    'ENOTDIR',
    'ENAMETOOLONG',
    'ELOOP',
    'EPERM',
    'EIO',
    'EFBIG',
  ])
    it(`says what ${code} means, with the path and a fix`, () => {
      const error = Object.assign(new Error(`${code}: unreadable`), {
        code,
        syscall: 'mkdir',
        path: '/some/where',
      });
      const lines = describeFailure(error, options).split('\n');
      assert.match(lines[0] ?? '', /^leakgate: cannot create the folder \/some\/where: [a-z ,-]+$/);
      assert.match(lines[1] ?? '', /^ {2}Fix: \w/);
      assert.doesNotMatch(lines.join(), /unexpected|LEAKGATE_DEBUG|unreadable/);
    });

  const real: [what: string, path: string, message: RegExp][] = [
    ['a folder', '', /: it is a folder, not a file\n {2}Fix: name a file\n$/],
    ['a folder that does not exist', 'none/file', /none\/file: there is no such file or folder\n {2}Fix: /],
    ['a path through a file', 'file/file', /file\/file: a part of the path is a file, not a folder\n/],
    ['a name that is too long', 'x'.repeat(300), /: the path is too long\n/],
    ['a circle', 'circle', /circle: its symbolic links lead in a circle\n/],
  ];
  for (const [what, path, message] of real)
    it(`describes real errors of writing: ${what}`, async () => {
      const error: unknown = await writeFile(join(folder, path), '').catch((thrown: unknown) => thrown);
      assert.match(describeFailure(error, options), message);
    });

  it('names the file that the user knows, not the temporary one', () => {
    const error = Object.assign(new Error('EROFS'), {
      code: 'EROFS',
      syscall: 'open',
      path: '/a/run.json.3453668210',
    });
    assert.match(
      describeFailure(error, options),
      /^leakgate: cannot write \/a\/run\.json: the file system is read-only/,
    );
  });

  it("gives a Fault without a fix that of the system's error that caused it", () => {
    const cause = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' });
    const fault = Object.assign(new Error('cannot write x', { cause }), { name: 'Fault' });
    assert.equal(
      describeFailure(fault, options),
      'leakgate: cannot write x\n  Fix: free some space, or name a place on another disk\n',
    );
  });

  it('still calls everything else unexpected', () =>
    assert.match(
      describeFailure(new Error('EROFS in a text'), options),
      /unexpected error: EROFS in a text/,
    ));
});
