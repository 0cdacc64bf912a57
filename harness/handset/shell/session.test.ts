import assert from 'node:assert/strict';
import { HandsetLost, ShellError } from './runner.ts';
import { sessionRunner } from './session.ts';

describe('sessionRunner', () => {
  const calls: unknown[] = [];
  const runner = (answer: () => unknown) =>
    sessionRunner({
      executeScript: async (script: string, args: unknown[]) => {
        calls.push([script, ...args]);

        return answer();
      },
    });
  const failing = (message: string) =>
    runner(() => {
      throw new Error(message);
    });
  const failureMessage = (line: string, rest: string): string =>
    `Cannot execute the '${line}' shell command. Original error: Command 'adb shell ${line}' exited with code ${rest}`;

  it('sends the whole line as one command', async () => {
    const output = await runner(() => ({ stdout: '33\n', stderr: '' })).run('getprop x', 5_000);
    assert.deepEqual(output, { stdout: '33\n', stderr: '' });
    assert.deepEqual(calls.at(-1), [
      'mobile: shell',
      { command: 'getprop x', args: [], includeStderr: true, timeout: 5_000 },
    ]);
  });

  it('reports exit code, stdout and stderr of a failed command', async () => {
    const error = await caught(
      failing(failureMessage('ls /x', '1. StdOut: out. StdErr: ls: /x: No such file')).run('ls /x', 1),
    );
    assert.ok(error instanceof ShellError);
    assert.deepEqual([error.exitCode, error.stdout, error.stderr], [1, 'out', 'ls: /x: No such file']);
    assert.equal(error.command, 'ls /x');
  });

  it('reads the exit code after a command that contains the same words, and ignores the suffix of WebdriverIO', async () => {
    const line = 'echo exited with code 7. StdOut: a. StdErr: b';
    const message = `${failureMessage(line, '3. StdOut: . StdErr: no')} when running "execute/sync" with method "POST" and args "x"`;
    const error = await caught(failing(message).run(line, 1));
    assert.ok(error instanceof ShellError);
    assert.deepEqual([error.exitCode, error.stdout, error.stderr], [3, '', 'no']);
  });

  it('reads the exit code before output that contains the same words', async () => {
    const error = await caught(
      failing(failureMessage('x', '1. StdOut: . StdErr: y exited with code 9')).run('x', 1),
    );
    assert.ok(error instanceof ShellError);
    assert.deepEqual([error.exitCode, error.stderr], [1, 'y exited with code 9']);
  });

  for (const stderr of ["adb: device '127.0.0.1:1' not found", 'error: device offline', 'error: closed'])
    it(`reports a lost phone for '${stderr}'`, async () => {
      const error = await caught(
        failing(failureMessage('id', `1. StdOut: . StdErr: ${stderr}`)).run('id', 1),
      );
      assert.ok(error instanceof HandsetLost, String(error));
    });

  it('reports a timeout and an ended session as a lost phone', async () => {
    for (const message of ["Command 'adb' timed out after 20000ms", 'invalid session id'])
      assert.ok((await caught(failing(message).run('id', 1))) instanceof HandsetLost);
  });

  it('reports an unexpected response as a lost phone', async () => {
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
