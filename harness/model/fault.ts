/**
 * An error for a user's mistake or something missing in the environment. It is printed as a sentence without a stack trace,
 * and the exit code is 3. The message says what was tried, on what, and what happened; `fix` says what to do.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** What the user can do about it, in one sentence; printed on its own line. */
  readonly fix: string | undefined;

  constructor(message: string, options: { fix?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.fix = options.fix;
  }
}

/** Throws a {@link Fault} unless the condition holds. */
export function invariant(condition: unknown, message: string, fix?: string): asserts condition {
  if (!condition) throw new Fault(message, { fix });
}

/** The message of any thrown value. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
