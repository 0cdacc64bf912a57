import { ShellError } from './runner.ts';

/** What a command printed, also if it failed; a phone that does not answer still throws `HandsetLost`. */
export async function printedBy(running: Promise<string>): Promise<string> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof ShellError) return `${error.stdout}${error.stderr}`;
    throw error;
  }
}
