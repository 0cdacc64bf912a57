import Table from 'cli-table3';
import pc from 'picocolors';
import { nameOfMode } from '../model/mode.ts';
import { nameOfRelease } from '../model/release.ts';
import type { Run, RunCase } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';
import { linkLines } from './ties.ts';

const COLORS: Record<Verdict, (text: string) => string> = {
  leaks: pc.red,
  suspect: pc.magenta,
  inconclusive: pc.yellow,
  clean: pc.green,
};

/** The table at the end of a run: releases down, scenarios across. */
export function tableOf(run: Run): string {
  const columns = [...new Set(run.cases.map(columnOf))];
  const table = new Table({ head: ['release', ...columns, 'went to'], style: { head: [], border: [] } });
  for (const [name, rows] of groupByRelease(run)) {
    const cells = columns.map((column) => cellOf(rows.find((row) => columnOf(row) === column)));
    const recipients = [...new Set(rows.flatMap((row) => row.recipients))].toSorted();
    table.push([
      `${name}${isSimulated(run, rows) ? pc.dim('\nsimulated') : ''}`,
      ...cells,
      recipients.join('\n') || '-',
    ]);
  }

  return table.toString();
}

/** The gate's result and reasons, one line each. */
export function gateLines(run: Run): string[] {
  const { gate } = run;
  if (!gate) return ['the run has not ended, so the gate has no result'];
  const verdicts = (['leaks', 'suspect', 'inconclusive', 'clean'] as const).map((verdict) => ({
    verdict,
    count: run.cases.filter((row) => row.verdict === verdict).length,
  }));
  const counts = verdicts.filter(({ count }) => count > 0).map(({ verdict, count }) => `${count} ${verdict}`);
  const head = gate.passed ? pc.green('gate passed') : pc.red(`gate failed (exit code ${gate.exitCode})`);

  return [
    `${run.cases.length} case${run.cases.length === 1 ? '' : 's'}: ${counts.join(', ')}${run.skipped.length > 0 ? `; ${run.skipped.length} skipped` : ''}`,
    `${head}${gate.passed ? ': every verdict is the one that apks/expectations.yaml expects' : ''}`,
    ...gate.failures.map(({ case: id, why }) => `  ${id}: ${why}`),
    ...linkLines(run),
  ];
}

/** The cases of each release, in the order of the plan. Two files of one version are two releases. */
export function groupByRelease(run: Run): Map<string, RunCase[]> {
  const files = new Map<string, Set<string>>();
  for (const { release } of run.cases) {
    const name = nameOfRelease(release);
    files.set(name, (files.get(name) ?? new Set()).add(release.sha256));
  }
  const rows = new Map<string, RunCase[]>();
  for (const row of run.cases) {
    const name = nameOfRelease(row.release);
    const key = files.get(name)?.size === 1 ? name : `${name}~${row.release.sha256.slice(0, 8)}`;
    rows.set(key, [...(rows.get(key) ?? []), row]);
  }

  return rows;
}

export function columnOf(row: RunCase): string {
  const mode = nameOfMode(row.mode);

  return mode === 'private' ? row.scenario : `${row.scenario}\n${mode}`;
}

export function isSimulated(run: Run, rows: readonly RunCase[]): boolean {
  return rows.some((row) => row.handset !== null && run.handsets[row.handset]?.simulated);
}

function cellOf(row: RunCase | undefined): string {
  if (!row) return pc.dim('-');
  const verdict = row.verdict ?? 'inconclusive';
  const why =
    verdict === 'inconclusive' || verdict === 'suspect' ? pc.dim(`\n${row.reasons[0]?.code ?? ''}`) : '';

  return `${COLORS[verdict](verdict)}${row.expected.includes(verdict) ? '' : pc.bold(' !')}${why}`;
}
