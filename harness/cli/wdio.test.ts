import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../model/fault.ts';
import { projectRoot } from '../runner/project.ts';
import { writeCurrentRun, writeRunFolder, type WrittenRun } from '../runner/testing/run-folder.ts';
import { wdioConfiguration } from './wdio.ts';

describe('wdioConfiguration', () => {
  let written: WrittenRun | undefined;
  const before = { ...process.env };
  const listeners = process.listeners('exit');
  afterEach(async () => {
    process.env = { ...before };
    // A launcher's hooks decide the exit code of their process.
    for (const added of process.listeners('exit').filter((each) => !listeners.includes(each)))
      process.off('exit', added);
    if (written) await rm(written.dir, { recursive: true });
    written = undefined;
  });

  async function configurationOf(run: WrittenRun, env: NodeJS.ProcessEnv): Promise<WebdriverIO.Config> {
    written = run;
    Object.assign(process.env, { LEAKGATE_RUN: run.dir, ...env });

    return await wdioConfiguration();
  }

  it('has hooks in the launcher', async () => {
    const { specs, onPrepare, onComplete } = await configurationOf(await writeCurrentRun(), {});
    assert.equal(specs?.length, 1);
    assert.ok(onPrepare && onComplete);
  });

  it('has no hooks in a worker', async () => {
    const { specs, onPrepare } = await configurationOf(await writeCurrentRun(), { WDIO_WORKER_ID: '0-0' });
    assert.equal(specs?.length, 1);
    assert.equal(onPrepare, undefined);
  });

  it('throws if the rules changed since the run was planned', async () => {
    const run = await writeRunFolder('ab'.repeat(32));
    await assert.rejects(
      configurationOf(run, { WDIO_WORKER_ID: '0-0' }),
      (error) => error instanceof Fault && error.message.includes('changed after the run'),
    );
  });
});

describe('#leakgate, which specs import', () => {
  it('exports everything that harness/runner/index.ts exports', async () => {
    const namesIn = async (file: string) => {
      const text = await readFile(join(projectRoot, file), 'utf8');
      const lists = [...text.matchAll(/export \{ ([^}]+) \}/g)].map(([, list = '']) => list.split(', '));

      return lists.flat().sort();
    };
    const names = await namesIn('harness/runner/index.ts');
    assert.ok(names.length > 1);
    assert.deepEqual(await namesIn('bin/specs.mjs'), names);
  });
});
