import { execFile, spawn } from 'node:child_process';
import { failureOf, HandsetLost, type ShellOutput, type ShellRunner } from './runner.ts';

/** The adb beside the phone: its program and the port of its server. */
export interface AdbAddress {
  path: string;
  port: number;
}

/**
 * How an adb client is told its server. It names the host: to a server that it thinks its own (`localhost`, or none named) it
 * would start one where none answers any more, which nobody ends (AOSP adb, client/adb_client.cpp, socket_spec.cpp).
 */
export function clientArgs({ port }: Pick<AdbAddress, 'port'>): string[] {
  return ['-H', '127.0.0.1', '-P', String(port)];
}

/** Runs adb against one phone and resolves to what it printed; throws as {@link ShellRunner} does. */
export type Adb = (args: readonly string[], timeoutMs?: number) => Promise<ShellOutput>;

/** The adb beside the phone: for what an Appium session cannot do, and for when there is none. */
export function adbBeside(address: AdbAddress, serial: string): Adb {
  return (args, timeoutMs = 20_000) =>
    new Promise((resolve, reject) => {
      const command = `adb ${args.join(' ')}`;
      const argv = [...clientArgs(address), '-s', serial, ...args];
      execFile(address.path, argv, { timeout: timeoutMs, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        if (!error) return resolve({ stdout, stderr });
        if (typeof error.code === 'number')
          return reject(failureOf({ command, exitCode: error.code, stdout, stderr }));
        const why = error.killed ? `no answer within ${timeoutMs} ms` : error.message;

        return reject(new HandsetLost(command, why, { cause: error }));
      });
    });
}

/** A command of the phone's shell that runs on, with its standard input held open. */
export interface ShellStream {
  write(text: string): void;
  /** Cuts it off; nothing is heard of it afterwards. */
  end(): void;
}

/** Opens streams to the phone's shell by the adb beside it. */
export type StreamOpener = (
  command: string,
  on: { text: (text: string) => void; end: () => void },
) => ShellStream;

/** Long-lived commands through the adb beside the phone. They end with this process: adb sees the end of its input. */
export function streamsBeside(address: AdbAddress, serial: string): StreamOpener {
  return (command, on) => {
    const child = spawn(address.path, [...clientArgs(address), '-s', serial, 'shell', command], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let over = false;
    const ended = (): void => {
      if (!over) on.end();
      over = true;
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => over || on.text(text));
    // A stream that is gone is told by its end; what could not be written to it is lost with it.
    child.stdin.on('error', () => undefined);
    child.once('error', ended);
    child.once('close', ended);

    return {
      write: (text) => void child.stdin.write(text),
      end() {
        over = true;
        child.stdin.end();
        child.kill('SIGKILL');
      },
    };
  };
}

/** The phone's shell through the adb beside it. */
export function adbRunner(adb: Adb): ShellRunner {
  return { run: (line, timeoutMs) => adb(['shell', line], timeoutMs) };
}
