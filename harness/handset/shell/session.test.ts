import assert from 'node:assert/strict';
import { HandsetLost, ShellError } from './runner.ts';
import { sessionRunner } from './session.ts';

describe('sessionRunner', () => {
  const asked: unknown[] = [];
  const runner = (answer: () => unknown) =>
    sessionRunner({
      executeScript: async (script: string, args: unknown[]) => {
        asked.push([script, ...args]);

        return answer();
      },
    });
  const failing = (message: string) =>
    runner(() => {
      throw new Error(message);
    });
  const said = (line: string, rest: string): string =>
    `Cannot execute the '${line}' shell command. Original error: Command 'adb shell ${line}' exited with code ${rest}`;

  it('sends the whole line as one command', async () => {
    const output = await runner(() => ({ stdout: '33\n', stderr: '' })).run('getprop x', 5_000);
    assert.deepEqual(output, { stdout: '33\n', stderr: '' });
    assert.deepEqual(asked.at(-1), [
      'mobile: shell',
      { command: 'getprop x', args: [], includeStderr: true, timeout: 5_000 },
    ]);
  });

  it('reports exit code, stdout and stderr of a failed command', async () => {
    const error = await caught(
      failing(said('ls /x', '1. StdOut: out. StdErr: ls: /x: No such file')).run('ls /x', 1),
    );
    assert.ok(error instanceof ShellError);
    assert.deepEqual([error.exitCode, error.stdout, error.stderr], [1, 'out', 'ls: /x: No such file']);
    assert.equal(error.command, 'ls /x');
  });

  it("is not confused by the same words in a command, nor by WebdriverIO's additions", async () => {
    const line = 'echo exited with code 7. StdOut: a. StdErr: b';
    const message = `${said(line, '3. StdOut: . StdErr: no')} when running "execute/sync" with method "POST" and args "x"`;
    const error = await caught(failing(message).run(line, 1));
    assert.ok(error instanceof ShellError);
    assert.deepEqual([error.exitCode, error.stdout, error.stderr], [3, '', 'no']);
  });

  it('is not confused by the same words in the output', async () => {
    const error = await caught(failing(said('x', '1. StdOut: . StdErr: y exited with code 9')).run('x', 1));
    assert.ok(error instanceof ShellError);
    assert.deepEqual([error.exitCode, error.stderr], [1, 'y exited with code 9']);
  });

  for (const stderr of ["adb: device '127.0.0.1:1' not found", 'error: device offline', 'error: closed'])
    it(`knows a lost phone by '${stderr}'`, async () => {
      const error = await caught(failing(said('id', `1. StdOut: . StdErr: ${stderr}`)).run('id', 1));
      assert.ok(error instanceof HandsetLost, String(error));
    });

  it('treats a timeout, a refused feature and a dead session as a lost phone', async () => {
    for (const message of ["Command 'adb' timed out after 20000ms", 'invalid session id'])
      assert.ok((await caught(failing(message).run('id', 1))) instanceof HandsetLost);
  });

  it('treats an unexpected response as a lost phone', async () => {
    assert.ok((await caught(runner(() => 'text').run('id', 1))) instanceof HandsetLost);
  });
});

async function caught(running: Promise<unknown>): Promise<unknown> {
  try {
    await running;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
