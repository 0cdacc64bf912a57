import { Fault } from '../../model/fault.ts';
import { printable } from '../../model/printable.ts';

/** Something that is wrong before a run. */
export interface Problem {
  /** What is wrong, with what, in one sentence. */
  what: string;
  fix: string | null;
  /** Whether the run would be of no use. Otherwise the run goes on and its gate fails. */
  stopsRun: boolean;
}

/** The fault that a check throws, as a problem; empty if it throws none. @throws every other error */
export async function problemsOf(check: () => unknown): Promise<Problem[]> {
  try {
    await check();

    return [];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;

    return [problemOf(error)];
  }
}

export function problemOf({ message, fix }: Fault): Problem {
  return { what: message, fix: fix ?? null, stopsRun: true };
}

/** Each problem once: several checks can meet the same one. */
export function withoutRepeats(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [problem.what, problem])).values()];
}

/** A problem for the terminal: what is wrong, and how to fix it. */
export function problemLines({ what, fix }: Pick<Problem, 'what' | 'fix'>): string[] {
  return [`  ${printable(what)}`, ...(fix === null ? [] : [`    Fix: ${printable(fix)}`])];
}
