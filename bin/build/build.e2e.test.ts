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
    for (const path of ['bin', 'harness', 'apks/expectations.yaml', 'apks/catalog.json', 'package.json'])
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

  interface Ended {
    code: number | null;
    out: string;
    err: string;
  }

  function leakgate(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const child = spawn(process.execPath, [join(folder, 'bin/leakgate.mjs'), ...args], {
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    const ended: Ended = { code: null, out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.err += text));

    return new Promise((resolve) => child.once('close', (code) => resolve({ ...ended, code })));
  }

  const verify = (env?: NodeJS.ProcessEnv) => leakgate(['verify', run.dir], env);
  const inFolder = (path: string) => join(folder, path);
  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(file, 'utf8');
    assert.ok(text.includes(from), `${file} has no ${from}`);
    writeFileSync(file, text.replace(from, to));
  };
  /** The folder of the build that was used last. */
  const build = () => inFolder(`dist/${readFileSync(inFolder('dist/sources'), 'utf8').slice(0, 16)}`);
  const bundle = () => join(build(), 'harness-cli-verify.cjs');

  /** Waits until the sources are old enough for their times to be believed. */
  const settled = async () => {
    const { newestMs } = stampSources(folder, listSources(folder));
    await new Promise((done) => setTimeout(done, Math.max(0, newestMs + 1100 - Date.now())));
  };

  it('is made by whichever process is first, and by two at once', async () => {
    await settled();
    const both = await Promise.all([verify(), verify()]);
    for (const { code, out, err } of both) {
      assert.equal(code, 0, out + err);
      assert.equal(err, '');
    }
    assert.deepEqual(
      readdirSync(build()).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('is used again as long as the sources are the same', async () => {
    const before = statSync(bundle()).mtimeMs;
    const { code } = await verify();
    assert.equal(code, 0);
    assert.equal(statSync(bundle()).mtimeMs, before);
    assert.ok(readdirSync(build()).some((name) => /^harness-cli-verify\.cjs\.\d+\.cache$/.test(name)));
  });

  it('is used again when only the times of the sources differ', async () => {
    const before = bundle();
    utimesSync(inFolder(RULE), new Date(), new Date(2026, 0, 1));
    await settled();
    assert.equal((await verify()).code, 0);
    assert.equal(bundle(), before);
  });

  it('is not run where its code was changed', async () => {
    edit(bundle(), 'not the same', 'as it should');
    const { code, out, err } = await verify();
    assert.equal(code, 0, out + err);
    assert.match(err, /harness-cli-verify\.cjs was modified; building it again\n/);
    assert.ok(readFileSync(bundle(), 'utf8').includes('not the same'));
  });

  it('is run without a code cache that was changed', async () => {
    const name = readdirSync(build()).find((each) => /verify.*\.cache$/.test(each));
    const file = join(build(), name ?? '');
    const cache = readFileSync(file);
    cache[cache.length >> 1] = (cache[cache.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, cache);
    const { code, out, err } = await verify();
    assert.equal(code, 0, out + err);
    assert.notDeepEqual(readFileSync(file), cache, 'a new cache was not written');
  });

  it('is made again for another comment, which makes no other rules', async () => {
    const before = build();
    edit(inFolder(RULE), '/**', '/** Another reason. */\n/**');
    await settled();
    const { code, out } = await verify();
    assert.equal(code, 0, out);
    assert.notEqual(build(), before);
  });

  it('is made again for other rules, whatever the times of the file say', async () => {
    const { atime, mtime } = statSync(inFolder(RULE));
    const text = readFileSync(inFolder(RULE), 'utf8');
    const [operator = ''] = /(?<= )(?:===|!==)(?= )/.exec(text) ?? [];
    edit(inFolder(RULE), ` ${operator} `, operator === '===' ? ' !== ' : ' === ');
    utimesSync(inFolder(RULE), atime, mtime);
    await settled();
    const { code, out } = await verify();
    assert.notEqual(code, 0);
    assert.match(out, /other rules/);
    assert.ok(out.includes(RULE), out);
    writeFileSync(inFolder(RULE), text);
  });

  it('certifies nothing where it was made from other rules', async () => {
    await settled();
    assert.equal((await verify()).code, 0);
    const digest = readFileSync(inFolder('dist/sources'), 'utf8').slice(0, 64);
    const text = readFileSync(inFolder(RULE), 'utf8');
    writeFileSync(inFolder(RULE), `${text}export const more = 1;\n`);
    const { stamp } = stampSources(folder, listSources(folder));
    writeFileSync(inFolder('dist/sources'), `${digest}\n${stamp}`);
    const { code, out, err } = await verify();
    assert.equal(code, 3, out);
    assert.match(
      err,
      /built from other rules than the sources: harness\/verdict\/decide\.ts differs\n {2}Fix: /,
    );
    assert.equal(out, '');
    writeFileSync(inFolder(RULE), text);
  });

  it('certifies nothing where a table was added behind its back', async () => {
    const digest = readFileSync(inFolder('dist/sources'), 'utf8').slice(0, 64);
    writeFileSync(inFolder('harness/detect/data/more.yaml'), '- more\n');
    const { stamp } = stampSources(folder, listSources(folder));
    writeFileSync(inFolder('dist/sources'), `${digest}\n${stamp}`);
    const { code, err } = await verify();
    rmSync(inFolder('harness/detect/data/more.yaml'));
    assert.equal(code, 3);
    assert.match(err, /harness\/detect\/data\/more\.yaml differs/);
  });

  it('shows places in the sources with LEAKGATE_DEBUG=1', async () => {
    const { code, err } = await leakgate(['verify', inFolder('nothing')], { LEAKGATE_DEBUG: '1' });
    assert.equal(code, 3);
    assert.match(err, /at .*harness\/evidence\/[\w-]+\.ts:\d+:\d+/);
  });

  it('says which line of which source does not build', async () => {
    writeFileSync(inFolder('harness/cli/schema.ts'), 'export const x: = 1;\n');
    const { code, err } = await leakgate(['handset', 'schema']);
    assert.equal(code, 3);
    assert.match(err, /^leakgate: cannot build harness\/cli\/schema\.ts: harness\/cli\/schema\.ts:1: /);
  });

  it('knows every module that a command starts from', () => {
    const program = readFileSync(join(project, 'bin/program.mjs'), 'utf8');
    const called = [...program.matchAll(/call\('(\w+)', '\w+'/g)].map(([, name]) => `harness/cli/${name}.ts`);
    const entries = ENTRIES.map(([entry]) => entry);
    assert.ok(called.length > 10);
    assert.deepEqual(
      called.filter((entry) => !entries.includes(entry)),
      [],
    );
    assert.deepEqual(
      entries.filter((entry) => !existsSync(join(project, entry))),
      [],
    );
  });
});
