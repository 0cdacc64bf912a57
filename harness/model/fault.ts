/**
 * A user's mistake or something missing in the environment: one sentence without a stack trace, exit code 3. It says what
 * was tried, on what, what came back and what to do.
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
