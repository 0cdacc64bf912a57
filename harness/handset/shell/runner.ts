/** Runs lines in the phone's shell; one implementation goes through the Appium session, one through the adb beside the phone. */
export interface ShellRunner {
  /**
   * Runs one line as the shell user and resolves to what it wrote.
   * Throws a {@link ShellError} for an exit code other than 0, a {@link HandsetLost} where the phone did not answer.
   */
  run(line: string, timeoutMs: number): Promise<ShellOutput>;
}

export interface ShellOutput {
  stdout: string;
  stderr: string;
}

/** A command ran on the phone and ended with another exit code than 0. */
export class ShellError extends Error {
  override readonly name = 'ShellError';
  readonly command: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;

  constructor(of: { command: string; exitCode: number } & ShellOutput) {
    const said = (of.stderr.trim() || of.stdout.trim() || 'it said nothing').slice(0, 500);
    super(`'${of.command}' ended with exit code ${of.exitCode} on the phone: ${said}`);
    this.command = of.command;
    this.exitCode = of.exitCode;
    this.stdout = of.stdout;
    this.stderr = of.stderr;
  }
}

/** The phone, the adb server or the Appium session did not answer: nothing is known of what the command did. */
export class HandsetLost extends Error {
  override readonly name = 'HandsetLost';
  readonly command: string;

  constructor(command: string, why: string, options?: ErrorOptions) {
    super(`the phone did not answer '${command}': ${why}`, options);
    this.command = command;
  }
}

/** What adb itself says, in place of the command, when there is no phone to run it on. */
const LOST =
  /^(?:adb: |error: |adb\.exe: |failed to check server version: )*(?:device '[^']*' not found|device (?:offline|unauthorized|still authorizing)|no devices\/emulators found|closed|cannot connect to daemon|protocol fault)/m;

/** Tells a command that failed from a phone that was not there, by adb's own words. */
export function failureOf(of: { command: string; exitCode: number } & ShellOutput): ShellError | HandsetLost {
  const lost = of.stdout === '' ? LOST.exec(of.stderr.trim()) : null;

  return lost ? new HandsetLost(of.command, of.stderr.trim()) : new ShellError(of);
}
