import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMadison } from './apt.mjs';
import { createWorkspace, runTrial } from './workspace.mjs';
import { summarize } from './summary.mjs';

const discardLine = () => undefined;

describe('the nightly run', () => {
  it('finds each version that apt offers, with its suite', () => {
    const recorded = `  chromium | 156.0.8078.108-1~deb12u1 | http://mirror.example/debian-security bookworm-security/main amd64 Packages
  chromium | 150.0.7871.100-1~deb12u1 | http://mirror.example/debian bookworm/main amd64 Packages
  chromium | 150.0.7871.100-1~deb12u1 | http://mirror.example/debian bookworm/main Sources
`;
    assert.deepEqual(readMadison(recorded), [
      { version: '156.0.8078.108-1~deb12u1', suite: 'bookworm-security/main' },
      { version: '150.0.7871.100-1~deb12u1', suite: 'bookworm/main' },
    ]);
    assert.deepEqual(readMadison('N: Unable to locate package chromium\n'), []);
  });

  describe('runs a command', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'leakgate-nightly-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it('and keeps its output and the reason of its failure', async () => {
      const workspace = createWorkspace(folder, discardLine);
      const run = (script: string) => workspace.run(process.execPath, ['-e', script]);

      assert.deepEqual(await run('console.log("to stdout"); console.error("to stderr")'), {
        ok: true,
        reason: '',
        output: 'to stdout\nto stderr\n',
      });
      const failed = await run('console.log("it broke"); process.exit(4)');
      assert.equal(failed.ok, false);
      assert.match(failed.reason, /ended with exit code 4:\nit broke$/);
      assert.match((await workspace.run(join(folder, 'nothing'), [])).reason, /ENOENT/);
    });

    it('until its time limit', async () => {
      const { ok, reason } = await createWorkspace(folder, discardLine).run(
        process.execPath,
        ['-e', 'setTimeout(() => 0, 60_000)'],
        {
          minutes: 0.01,
        },
      );

      assert.equal(ok, false);
      assert.match(reason, /^killed after 0\.01 min; .* ended with SIGKILL/);
    });
  });

  it('stops a trial at the first check that fails', async () => {
    const executed: string[] = [];
    const check = (name: string, ok: boolean) => () => {
      executed.push(name);

      return Promise.resolve({ ok, reason: ok ? '' : `${name} broke`, output: '' });
    };

    assert.deepEqual(
      await runTrial('a tool', [check('one', true), check('two', false), check('three', true)]),
      {
        subject: 'a tool',
        state: 'failed',
        reason: 'two broke',
      },
    );
    assert.deepEqual(executed, ['one', 'two']);
    assert.equal((await runTrial('a tool', [check('one', true)])).state, 'passed');
  });

  it('summarizes passed, failed and untried versions', () => {
    const passed = { subject: 'Chromium 150', state: 'passed', reason: '' } as const;
    const untried = {
      subject: 'Chromium 99',
      state: 'not tried',
      reason: 'Chromium does not start: libfoo.so is missing',
    } as const;
    const failed = { subject: 'Java 17', state: 'failed', reason: 'one test' } as const;

    assert.deepEqual(summarize([passed, untried]), {
      text: 'passed    Chromium 150\nnot tried Chromium 99: Chromium does not start: libfoo.so is missing\n\n1 passed, 0 failed, 1 not tried',
      exitCode: 0,
    });
    assert.equal(summarize([passed, failed]).exitCode, 1);
    assert.equal(summarize([untried]).exitCode, 1, 'nothing tried proves nothing');
  });
});
