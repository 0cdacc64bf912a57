import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Fault } from '../model/fault.ts';
import type { Run } from '../model/run.ts';
import { report } from './report.ts';
import { captureStdout } from './testing/capture-stdout.ts';
import { writePageRun } from './testing/page-run.ts';

const CASES = [{ recording: 'default-releases/mint@3.4.0.visit-typed.private' }];
const asReal = (run: Run): Run => ({
  ...run,
  handsets: run.handsets.map((handset) => ({ ...handset, simulated: false })),
});

describe('leakgate report --single-file', () => {
  let dir: string;
  afterEach(() => rm(dir, { recursive: true }));
  /** The path that is printed, and what is printed to stderr. */
  const singleFileOf = async (): Promise<{ file: string; stderr: string }> => {
    const write = process.stderr.write;
    let stderr = '';
    process.stderr.write = (text) => ((stderr += String(text)), true);
    try {
      const { result, stdout } = await captureStdout(() => report(dir, { singleFile: true, json: true }));
      assert.equal(result, 0);

      return { file: (JSON.parse(stdout) as { singleFile: string }).singleFile, stderr };
    } finally {
      process.stderr.write = write;
    }
  };

  it('prints the path of the file, and writes no other report', async () => {
    dir = await writePageRun(CASES);
    const { file, stderr } = await singleFileOf();
    assert.equal(resolve(file), join(dir, 'report/single-file.html'));
    assert.ok(existsSync(resolve(file)) && !existsSync(join(dir, 'index.html')));
    assert.doesNotMatch(stderr, /identifiers of the phone/);
  });

  it('warns that a file of a real phone has its identifiers, and not that a bundle has', async () => {
    dir = await writePageRun(CASES, asReal);
    assert.match((await singleFileOf()).stderr, /identifiers of the phone; .*--redact/);
    await rm(dir, { recursive: true });
    dir = await writePageRun(CASES, (run) => ({ ...asReal(run), redacted: { of: 'ab'.repeat(32) } }));
    assert.doesNotMatch((await singleFileOf()).stderr, /identifiers of the phone/);
  });

  it('is no option of --redact', async () => {
    dir = await writePageRun(CASES);
    await assert.rejects(
      report(dir, { singleFile: true, redact: true, out: 'x' }),
      (error) => error instanceof Fault && error.message.includes('--redact and --single-file are two steps'),
    );
  });
});

describe('leakgate report', () => {
  const ignored: [option: string, options: Parameters<typeof report>[1]][] = [
    ['--with-screens', { withScreens: true }],
    ['--out', { out: 'x' }],
    ['--open', { open: true, singleFile: true }],
    ['--open', { open: true, redact: true, out: 'x' }],
    ['--history', { history: 'x', redact: true, out: 'x' }],
  ];
  for (const [option, options] of ignored)
    it(`refuses ${option}, which has no effect with ${JSON.stringify(options)}`, async () => {
      await assert.rejects(
        report('/nowhere', options),
        (error) =>
          error instanceof Fault &&
          error.message.startsWith(`${option} has no effect here: `) &&
          error.fix !== undefined,
      );
    });
});
