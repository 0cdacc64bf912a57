import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type CellResult, FALSE_CLEAN, HANG, STATE } from './run-chunk.ts';

/** Results of a matrix that may be continued: a file with those of the cells that were run. */
export interface Results {
  get(cell: string): CellResult | undefined;
  add(result: CellResult): void;
  all(): CellResult[];
}

/** @param key what the results depend on; those of another key are forgotten */
export function openResults(file: string, key: string): Results {
  const kept = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { key: string; results: CellResult[] })
    : undefined;
  const results = new Map((kept?.key === key ? kept.results : []).map((each) => [each.cell, each]));

  return {
    get: (cell) => results.get(cell),
    add(result) {
      results.set(result.cell, result);
      writeFileSync(file, JSON.stringify({ key, results: [...results.values()] }, null, 2));
    },
    all: () => [...results.values()],
  };
}

/** The faults whose effects are counted, and that changed nothing in any of their cells. */
export function withoutEffect(results: readonly CellResult[]): string[] {
  const totals = new Map<string, number>();
  for (const { cell, effects } of results) {
    const [name = ''] = cell.split(' at ');
    if (effects !== undefined) totals.set(name, (totals.get(name) ?? 0) + effects);
  }

  return [...totals].flatMap(([name, total]) => (total === 0 ? [name] : []));
}

/** What a person reads at the end: the size of the matrix, its outcome, and every cell that was wrong. */
export function summaryOf(results: readonly CellResult[], size: number): string {
  const wrong = results.filter((result) => result.wrong.length > 0);
  const verdicts = new Map<string, number>();
  for (const { verdict } of results) {
    const word = /^(?:not decided|\w+)/.exec(verdict)?.[0] ?? '';
    verdicts.set(word, (verdicts.get(word) ?? 0) + 1);
  }
  const counts = [...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');

  const count = (kind: string): number =>
    results.filter((result) => result.wrong.some((text) => text.startsWith(kind))).length;
  const ineffective = withoutEffect(results);
  const skips = results.filter(({ verdict }) => verdict.startsWith('skipped'));

  return [
    ...wrong.map(({ cell, verdict, wrong: what }) => `${cell} (${verdict}): ${what.join('; ')}`),
    ...skips.map(({ cell, verdict }) => `${cell}: ${verdict}`),
    ...ineffective.map((name) => `${name}: it changed nothing in any cell`),
    `chaos: ${results.length} of ${size} cells ran (${counts}); ${wrong.length} wrong: ${count(FALSE_CLEAN)} false clean, ${count(HANG)} hanging, ${count(STATE)} with another state of the handset after it`,
  ].join('\n');
}
