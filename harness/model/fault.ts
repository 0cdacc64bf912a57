/**
 * A mistake of the user's, or something the environment lacks: told in one sentence, without a stack trace, exit code 3.
 * Says what was tried, on what, what came back and what to do.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** What to do about it, in a sentence; printed on a line of its own. */
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

/** The message of anything that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
