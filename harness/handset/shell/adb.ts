import { execFile, spawn } from 'node:child_process';
import { failureOf, HandsetLost, type ShellOutput, type ShellRunner } from './runner.ts';

export { HandsetLost } from './runner.ts';

/** The local adb: its program and the port of its server. */
export interface AdbAddress {
  path: string;
  port: number;
}

/**
 * The arguments that name adb's server, with its host. Without a host, adb would start a server if none answers, and nothing
 * would end that server (AOSP adb, client/adb_client.cpp, socket_spec.cpp).
 */
export function clientArgs({ port }: Pick<AdbAddress, 'port'>): string[] {
  return ['-H', '127.0.0.1', '-P', String(port)];
}

/** Runs adb for one phone and resolves to its output; throws like {@link ShellRunner}. */
export type Adb = (args: readonly string[], timeoutMs?: number) => Promise<ShellOutput>;

/** Runs the local adb, for reverse tunnels, which an Appium session cannot make, and if there is no session. */
export function localAdb(address: AdbAddress, serial: string): Adb {
  return (args, timeoutMs = 20_000) =>
    new Promise((resolve, reject) => {
      const command = `adb ${args.join(' ')}`;
      const argv = [...clientArgs(address), '-s', serial, ...args];
      execFile(address.path, argv, { timeout: timeoutMs, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        if (!error) return resolve({ stdout, stderr });
        if (typeof error.code === 'number')
          return reject(failureOf({ command, exitCode: error.code, stdout, stderr }));
        const why = error.killed ? `adb did not answer within ${timeoutMs / 1000} s` : error.message;

        return reject(new HandsetLost(command, why, { cause: error }));
      });
    });
}

/** A long-running command in the phone's shell with open standard input. */
export interface ShellStream {
  write(text: string): void;
  /** Closes the stream; no output is delivered afterwards. */
  end(): void;
}

/** Opens streams to the phone's shell through the local adb. */
export type StreamOpener = (
  command: string,
  on: { text: (text: string) => void; end: () => void },
) => ShellStream;

/** Long-running commands through the local adb. They end with this process, because adb sees the end of its input. */
export function localStreams(address: AdbAddress, serial: string): StreamOpener {
  return (command, on) => {
    const child = spawn(address.path, [...clientArgs(address), '-s', serial, 'shell', command], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let isOver = false;
    const reportEnd = (): void => {
      if (!isOver) on.end();
      isOver = true;
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => isOver || on.text(text));
    // The end event reports a closed stream; data that could not be written is lost with it.
    child.stdin.on('error', () => undefined);
    child.once('error', reportEnd);
    child.once('close', reportEnd);

    return {
      write: (text) => void child.stdin.write(text),
      end() {
        isOver = true;
        child.stdin.end();
        child.kill('SIGKILL');
      },
    };
  };
}

/** The phone's shell through the local adb. */
export function adbRunner(adb: Adb): ShellRunner {
  return { run: (line, timeoutMs) => adb(['shell', line], timeoutMs) };
}
