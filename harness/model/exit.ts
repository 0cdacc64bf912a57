/** What a command's exit code says; see the table of commands. */
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
 * The only place that turns outcomes into an exit code: a leak wins over a fault, that over what is undecided, that over
 * all that is fine. A caller that decided at least one case names no `fault`: its undecided cases say enough.
 */
export function exitCodeOf(outcomes: Iterable<Outcome['kind']>): ExitCode {
  const seen = new Set(outcomes);
  for (const kind of ['interrupted', 'leak', 'fault', 'undecided'] as const)
    if (seen.has(kind)) return CODES[kind];

  return CODES.fine;
}
