import type { ShellRunner } from './runner.ts';
import { HandsetLost, ShellError } from './runner.ts';

/** How long the owner of the phone has to answer the prompt of a root manager, real milliseconds. */
const ANSWER_MS = 60_000;
/** An answer that takes longer than this came from a prompt on the screen, or from nobody. */
const PROMPT_MS = 3_000;

export interface PromptOptions {
  /** Tells the user what to do on the phone. */
  say(text: string): void;
  answerMs?: number;
  promptMs?: number;
}

/**
 * Waits until a root manager has granted root to adb's shell. A prompt that nobody answers is refused after some seconds (Magisk: 10)
 * and comes again with the next request, until a minute has passed.
 *
 * @param line a line that prints `0` as root
 */
export async function awaitRoot(
  shell: ShellRunner,
  line: string,
  manager: string,
  { say, answerMs = ANSWER_MS, promptMs = PROMPT_MS }: PromptOptions,
): Promise<void> {
  const from = performance.now();
  for (;;) {
    const asked = performance.now();
    const timer = setTimeout(
      () =>
        say(
          `answer the prompt on the phone within ${Math.round(answerMs / 1000)} s: allow root for adb's shell (${manager})`,
        ),
      promptMs,
    );
    const isRoot = await printsRoot(shell, line, answerMs);
    clearTimeout(timer);
    if (isRoot) return;
    if (performance.now() - asked < promptMs)
      return say(
        `${manager} refuses root to adb's shell: allow it for 'Shell' (com.android.shell) in the app of ${manager}`,
      );
    if (performance.now() - from >= answerMs)
      return say('root was not allowed on the phone, which is now used without root');
  }
}

async function printsRoot(shell: ShellRunner, line: string, limitMs: number): Promise<boolean> {
  const from = performance.now();
  try {
    return (await shell.run(`${line} || true`, limitMs)).stdout.trim() === '0';
  } catch (error) {
    // The prompt has no end of its own, and nobody answered it. Otherwise the phone is lost.
    const hasTimedOut = performance.now() - from >= limitMs;
    if (error instanceof ShellError || (error instanceof HandsetLost && hasTimedOut)) return false;
    throw error;
  }
}
