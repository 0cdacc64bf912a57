import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeCurrentRun, type WrittenRun } from '../../harness/runner/testing/run-folder.ts';
import { ENTRIES } from './entries.mjs';
import { listSources, stampSources } from './sources.mjs';

const project = dirname(dirname(import.meta.dirname));
const RULE = 'harness/verdict/decide.ts';

describe('the build', function () {
  this.timeout(240_000);
  let folder: string;
  let run: WrittenRun;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leakgate-build-'));
    for (const path of [
      'bin',
      'harness',
      'apks/expectations.yaml',
      'apks/catalog.json',
      'apks/simulated/locators.yaml',
      'package.json',
    ])
      cpSync(join(project, path), join(folder, path), {
        recursive: true,
        filter: (source) => !/\.test\.ts$|[\\/]testing$/.test(source),
      });
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
    run = await writeCurrentRun();
  });
  after(() => {
    rmSync(folder, { recursive: true });
    rmSync(run.dir, { recursive: true });
  });

  interface CommandResult {
    code: number | null;
    stdout: string;
    stderr: string;
  }

  function leakgate(args: string[], env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    const child = spawn(process.execPath, [join(folder, 'bin/leakgate.mjs'), ...args], {
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    const result: CommandResult = { code: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (result.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (result.stderr += text));

    return new Promise((resolve) => child.once('close', (code) => resolve({ ...result, code })));
  }

  const verify = (env?: NodeJS.ProcessEnv) => leakgate(['verify', run.dir], env);
  const inFolder = (path: string) => join(folder, path);
  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(file, 'utf8');
    assert.ok(text.includes(from), `${file} has no ${from}`);
    writeFileSync(file, text.replace(from, to));
  };
  /** The folder of the last used build. */
  const buildFolder = () => inFolder(`dist/${readFileSync(inFolder('dist/sources'), 'utf8').slice(0, 16)}`);
  const bundleFile = () => join(buildFolder(), 'harness-cli-verify.cjs');

  /** Waits until the sources are old enough for their times to be reliable. */
  const waitUntilSettled = async () => {
    const { newestMs } = stampSources(folder, listSources(folder));
    await new Promise((done) => setTimeout(done, Math.max(0, newestMs + 1100 - Date.now())));
  };

  it('is created by one process, or by two at once', async () => {
    await waitUntilSettled();
    const results = await Promise.all([verify(), verify()]);
    for (const { code, stdout, stderr } of results) {
      assert.equal(code, 0, stdout + stderr);
      assert.equal(stderr, '');
    }
    assert.deepEqual(
      readdirSync(buildFolder()).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('is reused while the sources are unchanged', async () => {
    const before = statSync(bundleFile()).mtimeMs;
    const { code } = await verify();
    assert.equal(code, 0);
    assert.equal(statSync(bundleFile()).mtimeMs, before);
    assert.ok(readdirSync(buildFolder()).some((name) => /^harness-cli-verify\.cjs\.\d+\.cache$/.test(name)));
  });

  it('reads the same code after a build and from a build', async () => {
    const har = inFolder('masked.har');
    const canaries = inFolder('canaries.json');
    const headers = [{ name: 'Cookie', value: '\u2022'.repeat(8) }]; // Only a regular expression recognizes this placeholder.
    const request = { method: 'GET', url: 'https://x.test/', headers, bodySize: 0 };
    writeFileSync(har, JSON.stringify({ log: { entries: [{ request, response: { status: 200 } }] } }));
    writeFileSync(
      canaries,
      JSON.stringify([{ id: 'a', kind: 'url', value: 'https://k3x9m2q7.example/p8v1' }]),
    );
    for (const source of ['built now', 'from the build', 'with the code cache']) {
      const { code, stdout, stderr } = await leakgate(['scan', har, '--canaries', canaries]);
      assert.equal(code, 2, `${source}: ${stdout}${stderr}`);
    }
  });

  it('is reused if only the times of the sources differ', async () => {
    const before = bundleFile();
    utimesSync(inFolder(RULE), new Date(), new Date(2026, 0, 1));
    await waitUntilSettled();
    assert.equal((await verify()).code, 0);
    assert.equal(bundleFile(), before);
  });

  it('does not run after its code was changed', async () => {
    edit(bundleFile(), 'not the same', 'as it should');
    const { code, stdout, stderr } = await verify();
    assert.equal(code, 0, stdout + stderr);
    assert.match(stderr, /harness-cli-verify\.cjs was modified; building it again\n/);
    assert.ok(readFileSync(bundleFile(), 'utf8').includes('not the same'));
  });

  it('runs without a modified code cache', async () => {
    const name = readdirSync(buildFolder()).find((each) => /verify.*\.cache$/.test(each));
    const file = join(buildFolder(), name ?? '');
    const cache = readFileSync(file);
    cache[cache.length >> 1] = (cache[cache.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, cache);
    const { code, stdout, stderr } = await verify();
    assert.equal(code, 0, stdout + stderr);
    assert.notDeepEqual(readFileSync(file), cache, 'a new cache was not written');
  });

  it('is rebuilt for a changed comment, with the same rules', async () => {
    const before = buildFolder();
    edit(inFolder(RULE), '/**', '/** Another reason. */\n/**');
    await waitUntilSettled();
    const { code, stdout } = await verify();
    assert.equal(code, 0, stdout);
    assert.notEqual(buildFolder(), before);
  });

  it('is rebuilt for changed rules, even with unchanged file times', async () => {
    const { atime, mtime } = statSync(inFolder(RULE));
    const text = readFileSync(inFolder(RULE), 'utf8');
    const [operator = ''] = /(?<= )(?:===|!==)(?= )/.exec(text) ?? [];
    edit(inFolder(RULE), ` ${operator} `, operator === '===' ? ' !== ' : ' === ');
    utimesSync(inFolder(RULE), atime, mtime);
    await waitUntilSettled();
    const { code, stdout } = await verify();
    assert.notEqual(code, 0);
    assert.match(stdout, /other rules/);
    assert.ok(stdout.includes(RULE), stdout);
    writeFileSync(inFolder(RULE), text);
  });

  it('verifies nothing if it was built from other rules', async () => {
    await waitUntilSettled();
    assert.equal((await verify()).code, 0);
    const digest = readFileSync(inFolder('dist/sources'), 'utf8').slice(0, 64);
    const text = readFileSync(inFolder(RULE), 'utf8');
    writeFileSync(inFolder(RULE), `${text}export const more = 1;\n`);
    const { stamp } = stampSources(folder, listSources(folder));
    writeFileSync(inFolder('dist/sources'), `${digest}\n${stamp}`);
    const { code, stdout, stderr } = await verify();
    assert.equal(code, 3, stdout);
    assert.match(
      stderr,
      /made from other rules than those in the source files: harness\/verdict\/decide\.ts differs\n {2}Fix: /,
    );
    assert.equal(stdout, '');
    writeFileSync(inFolder(RULE), text);
  });

  it('verifies nothing after a table was added without a rebuild', async () => {
    const digest = readFileSync(inFolder('dist/sources'), 'utf8').slice(0, 64);
    writeFileSync(inFolder('harness/detect/data/more.yaml'), '- more\n');
    const { stamp } = stampSources(folder, listSources(folder));
    writeFileSync(inFolder('dist/sources'), `${digest}\n${stamp}`);
    const { code, stderr } = await verify();
    rmSync(inFolder('harness/detect/data/more.yaml'));
    assert.equal(code, 3);
    assert.match(stderr, /harness\/detect\/data\/more\.yaml differs/);
  });

  it('shows source locations with LEAKGATE_DEBUG=1', async () => {
    const { code, stderr } = await leakgate(['verify', inFolder('nothing')], { LEAKGATE_DEBUG: '1' });
    assert.equal(code, 3);
    assert.match(stderr, /at .*harness\/evidence\/[\w-]+\.ts:\d+:\d+/);
  });

  it('names the source line that does not compile', async () => {
    writeFileSync(inFolder('harness/cli/schema.ts'), 'export const x: = 1;\n');
    const { code, stderr } = await leakgate(['handset', 'schema']);
    assert.equal(code, 3);
    assert.match(stderr, /^leakgate: cannot build harness\/cli\/schema\.ts: harness\/cli\/schema\.ts:1: /);
  });

  it('lists the entry module of every command', () => {
    const program = readdirSync(join(project, 'bin'))
      .filter((name) => name.endsWith('.mjs'))
      .map((name) => join('bin', name))
      .map((file) => readFileSync(join(project, file), 'utf8'))
      .join('\n');
    const modules = [...program.matchAll(/call\('(\w+)', '\w+'/g)].map(
      ([, name]) => `harness/cli/${name}.ts`,
    );
    const entries = ENTRIES.map(([entry]) => entry);
    assert.ok(modules.length > 10);
    assert.deepEqual(
      modules.filter((entry) => !entries.includes(entry)),
      [],
    );
    assert.deepEqual(
      entries.filter((entry) => !existsSync(join(project, entry))),
      [],
    );
  });
});
