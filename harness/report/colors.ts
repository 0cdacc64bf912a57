import pc from 'picocolors';

/** What a terminal is known by: the stream that is written to, and the environment. */
export interface TerminalFacts {
  isTTY: boolean | undefined;
  env: Readonly<Partial<Record<string, string>>>;
}

/**
 * Whether text for stderr has colors: if stderr is a terminal that has them, or with `FORCE_COLOR`, and never with `NO_COLOR`
 * (no-color.org). picocolors itself looks at stdout, which may be a file while stderr is a terminal, and the other way round.
 */
export function hasColors({ isTTY, env }: TerminalFacts): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return !['', '0', 'false'].includes(env['FORCE_COLOR']);

  return isTTY === true && env['TERM'] !== 'dumb';
}

export type Colors = ReturnType<typeof pc.createColors>;

/** Colors for text on stderr, or functions that change nothing. */
export function stderrColors(): Colors {
  return pc.createColors(hasColors({ isTTY: process.stderr.isTTY, env: process.env }));
}

/** Columns of a terminal that is not known. */
const DEFAULT_WIDTH = 100;

/** How many columns stderr has. Where it is not a terminal, `COLUMNS` may say it. */
export function stderrWidth(
  columns: number | undefined = process.stderr.columns,
  env: TerminalFacts['env'] = process.env,
): number {
  const width = columns ?? Number(env['COLUMNS']);

  return Number.isInteger(width) && width > 0 ? width : DEFAULT_WIDTH;
}
