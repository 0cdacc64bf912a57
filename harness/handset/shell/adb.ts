import { execFile } from 'node:child_process';
import { failureOf, HandsetLost, type ShellOutput, type ShellRunner } from './runner.ts';

/** The adb beside the phone: its program and the port of its server. */
export interface AdbAddress {
  path: string;
  port: number;
}

/** Runs adb against one phone and resolves to what it printed; throws as {@link ShellRunner} does. */
export type Adb = (args: readonly string[], timeoutMs?: number) => Promise<ShellOutput>;

/** The adb beside the phone: for what an Appium session cannot do, and for when there is none. */
export function adbBeside(address: AdbAddress, serial: string): Adb {
  return (args, timeoutMs = 20_000) =>
    new Promise((resolve, reject) => {
      const command = `adb ${args.join(' ')}`;
      const argv = ['-P', String(address.port), '-s', serial, ...args];
      execFile(address.path, argv, { timeout: timeoutMs, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        if (!error) return resolve({ stdout, stderr });
        if (typeof error.code === 'number')
          return reject(failureOf({ command, exitCode: error.code, stdout, stderr }));
        const why = error.killed ? `no answer within ${timeoutMs} ms` : error.message;

        return reject(new HandsetLost(command, why, { cause: error }));
      });
    });
}

/** The phone's shell through the adb beside it. */
export function adbRunner(adb: Adb): ShellRunner {
  return { run: (line, timeoutMs) => adb(['shell', line], timeoutMs) };
}
