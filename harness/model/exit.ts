/** A command's exit codes, as in the table of commands. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

export type Outcome =
  | { kind: 'fine' }
  | { kind: 'leak' }
  | { kind: 'undecided' }
  | { kind: 'fault' }
  | { kind: 'interrupted' };

const CODES: Record<Outcome['kind'], ExitCode> = {
  fine: 0,
  leak: 1,
  undecided: 2,
  fault: 3,
  interrupted: 130,
};

/**
 * Turns the outcomes of a command into its exit code; no other code does. An interruption has priority over a leak, a leak
 * over a fault, a fault over undecided, undecided over fine. A caller that decided at least one case passes no `fault`: its
 * other cases count as undecided.
 */
export function exitCodeOf(outcomes: Iterable<Outcome['kind']>): ExitCode {
  const seen = new Set(outcomes);
  for (const kind of ['interrupted', 'leak', 'fault', 'undecided'] as const)
    if (seen.has(kind)) return CODES[kind];

  return CODES.fine;
}
