import type { Browser } from 'webdriverio';
import { reasonOf } from '../../model/fault.ts';
import { failureOf, HandsetLost, type ShellOutput, type ShellRunner } from './runner.ts';

/** The part of a WebdriverIO session that runs shell commands. */
export type ShellSession = Pick<Browser, 'executeScript'>;

/**
 * The phone's shell through its Appium session (`mobile: shell`, which needs `uiautomator2:adb_shell`).
 * The line is one argument: Appium and adb pass it on unquoted (appium-android-driver 14, lib/commands/shell.ts).
 */
export function sessionRunner(session: ShellSession): ShellRunner {
  return {
    async run(line, timeoutMs) {
      try {
        const output: unknown = await session.executeScript('mobile: shell', [
          { command: line, args: [], includeStderr: true, timeout: timeoutMs },
        ]);

        return outputOf(output, line);
      } catch (error) {
        throw errorFor(error, line);
      }
    },
  };
}

function outputOf(output: unknown, line: string): ShellOutput {
  if (typeof output === 'object' && output !== null && 'stdout' in output && 'stderr' in output)
    return { stdout: String(output.stdout), stderr: String(output.stderr) };

  throw new HandsetLost(line, `the session answered ${JSON.stringify(output)}`);
}

/**
 * The driver puts exit code and output only into its message, after the command; WebdriverIO may add the request's
 * name.
 */
const EXIT_MESSAGE = /' exited with code (\d+)\. StdOut: ([\s\S]*)\. StdErr: ([\s\S]*)$/;
const WEBDRIVERIO_SUFFIX = / when running "execute[^"]*" with method "POST"[\s\S]*$/;

function errorFor(error: unknown, line: string): Error {
  if (error instanceof HandsetLost) return error;
  const message = reasonOf(error);
  const ended = EXIT_MESSAGE.exec(message.replace(WEBDRIVERIO_SUFFIX, ''));
  if (!ended) return new HandsetLost(line, message, { cause: error });
  const [, code = '', stdout = '', stderr = ''] = ended;

  return failureOf({ command: line, exitCode: Number(code), stdout, stderr });
}
