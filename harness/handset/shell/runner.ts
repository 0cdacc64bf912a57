/** Runs lines in the phone's shell, through the Appium session or through the local adb. */
export interface ShellRunner {
  /**
   * Runs one line as the shell user and resolves to its output.
   * Throws a {@link ShellError} for a non-zero exit code, a {@link HandsetLost} where the phone did not answer.
   */
  run(line: string, timeoutMs: number): Promise<ShellOutput>;
}

export interface ShellOutput {
  stdout: string;
  stderr: string;
}

/** A command ran on the phone and ended with a non-zero exit code. */
export class ShellError extends Error {
  override readonly name = 'ShellError';
  readonly command: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;

  constructor(of: { command: string; exitCode: number } & ShellOutput) {
    const output = (of.stderr.trim() || of.stdout.trim() || 'it printed nothing').slice(0, 500);
    super(`the command '${of.command}' ended with exit code ${of.exitCode} on the phone: ${output}`);
    this.command = of.command;
    this.exitCode = of.exitCode;
    this.stdout = of.stdout;
    this.stderr = of.stderr;
  }
}

/** The phone, the adb server or the Appium session did not answer; the command may or may not have run. */
export class HandsetLost extends Error {
  override readonly name = 'HandsetLost';
  readonly command: string;

  constructor(command: string, why: string, options?: ErrorOptions) {
    super(`the phone did not answer the command '${command}': ${why}`, options);
    this.command = command;
  }
}

/** adb writes its name, `error`, or both before its own messages. A command on the phone may write the rest of them. */
const ADB_PREFIX =
  /^(?:adb(?:\.exe)?: |error: |failed to get feature set: |failed to check server version: )+/.source;
const NO_PHONE = [
  /device '[^']*' not found/,
  /device (?:offline|unauthorized|still (?:connecting|authorizing))/,
  /no devices\/emulators found|no devices found|no device with transport id/,
  /insufficient permissions for device/,
  /closed\s*$|cannot connect to daemon|protocol fault/,
];
/** adb's own error messages if it has no phone to run a command on (AOSP adb: transport.cpp, adb_client.cpp, adb_io.cpp). */
const NO_PHONE_MESSAGE = new RegExp(
  `${ADB_PREFIX}(?:${NO_PHONE.map(({ source }) => source).join('|')})`,
  'm',
);

/** The error for a failed command, or for a missing phone if stderr has one of adb's own messages and stdout is empty. */
export function failureOf(of: { command: string; exitCode: number } & ShellOutput): ShellError | HandsetLost {
  const lost = of.stdout === '' ? NO_PHONE_MESSAGE.exec(of.stderr.trim()) : null;

  return lost ? new HandsetLost(of.command, of.stderr.trim()) : new ShellError(of);
}
