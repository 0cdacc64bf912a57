import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkWorkflows } from './workflows/check.mjs';

const PROJECT = dirname(import.meta.dirname);
const NIGHTLY = '.github/workflows/nightly.yml';

describe('the check of the workflows', function () {
  this.timeout(30_000);
  let project: string;
  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), 'leakgate-workflows-'));
    await mkdir(join(project, '.github'), { recursive: true });
    await cp(join(PROJECT, '.github/workflows'), join(project, '.github/workflows'), { recursive: true });
    await cp(join(PROJECT, 'action.yml'), join(project, 'action.yml'));
  });
  afterEach(() => rm(project, { recursive: true }));

  it('reads every workflow and the action, and finds no fault', async () => {
    assert.deepEqual(await checkWorkflows(project), { files: 4, complaints: [] });
  });

  const planted: [what: string, file: string, from: string, to: string, complaint: RegExp][] = [
    ['an unknown key', NIGHTLY, '    timeout-minutes: 60', '    timeout: 60', /unexpected key "timeout"/],
    [
      'a job that does not exist',
      NIGHTLY,
      'emulator, phone]',
      'emulator, tablet]',
      /"tablet" which does not exist/,
    ],
    ['an unknown input', NIGHTLY, 'inputs.releases', 'inputs.release', /"release" is not defined/],
    [
      'an input that an action does not have',
      NIGHTLY,
      'merge-multiple: true',
      'merge: true',
      /"merge" is not defined/,
    ],
    [
      'a script with an expression',
      NIGHTLY,
      '--jobs "$JOBS"',
      '--jobs ${{ github.actor }}',
      /pass its value through env/,
    ],
    [
      'a script that bash cannot read',
      NIGHTLY,
      '--jobs "$JOBS"',
      '--jobs "$JOBS',
      /publish, step \d+ \(Gate\): bash cannot read/,
    ],
    ['a floating version', NIGHTLY, 'cache@v4.2.3', 'cache@v4', /cache@v4 is not pinned/],
    ['no permissions', NIGHTLY, 'permissions:\n  contents: read\n\n', '', /names no permissions/],
    [
      'an unknown input of the action',
      'action.yml',
      '${{ inputs.apks }}',
      '${{ inputs.apk }}',
      /action\.yml: .*"apk" is not defined/,
    ],
    [
      'a step of the action without a shell',
      'action.yml',
      '      shell: bash\n',
      '',
      /action, step 2 .* needs a shell/,
    ],
    ['a file that is not YAML', 'action.yml', 'inputs:', 'inputs: [', /action\.yml: /],
  ];
  for (const [what, file, from, to, complaint] of planted)
    it(`finds ${what}`, async () => {
      const text = await readFile(join(project, file), 'utf8');
      assert.ok(text.includes(from), `${file} has no ${from}`);
      await writeFile(join(project, file), text.replace(from, to));
      const { complaints } = await checkWorkflows(project);
      assert.match(complaints.join('\n'), complaint);
    });

  it('counts no files where there are none', async () => {
    await rm(join(project, '.github'), { recursive: true });
    await rm(join(project, 'action.yml'));
    assert.deepEqual(await checkWorkflows(project), { files: 0, complaints: [] });
  });
});
