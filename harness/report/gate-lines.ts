import { counted } from '../model/counted.ts';
import { printable } from '../model/printable.ts';
import { nameOfRelease } from '../model/release.ts';
import { type Colors, stderrColors } from './colors.ts';
import { groupBy } from './summary/group-by.ts';
import { headlineOf, switchSentences } from './summary/headline.ts';
import { joinTexts } from './summary/leak-text.ts';
import { OUTCOME_TEXTS, sentenceOf } from './summary/sentence.ts';
import type { CaseSummary, Outcome, RunSummary } from './summary/summary.ts';
import { linkLines } from './ties.ts';

/** Lines that the terminal shows for an outcome; the reports list all. */
const MAX_LINES = 10;
/** Scenarios that one line names. */
const MAX_SCENARIOS = 5;

/**
 * The gate's result for the terminal, a line each: the headline, then new leaks alone, then what else fails the gate, then what
 * changed, then known leaks.
 */
export function gateLines(summary: RunSummary, colors: Colors = stderrColors()): string[] {
  const { gate } = summary.run;
  const color = gate?.passed ? colors.green : colors.red;
  const failures = [
    ...linesOf(summary, 'unexpected', colors.red),
    ...summary.otherFailures.map(
      ({ case: name, why }) => `  ${colors.red('gate fails')}  ${printable(`${name}: ${why}`)}`,
    ),
    ...linesOf(summary, 'undecided', colors.red),
  ];
  const others = [
    ...linesOf(summary, 'leak-gone', colors.cyan),
    ...linesOf(summary, 'known-leak', colors.yellow),
    ...linesOf(summary, 'expected-undecided', colors.yellow),
    ...switchSentences(summary).map((sentence) => `  ${sentence}`),
    ...linkLines(summary.run).map((line) => `  ${printable(line)}`),
  ];
  const blocks = [linesOf(summary, 'new-leak', colors.red), failures, others].filter(
    ({ length }) => length > 0,
  );

  return [
    color(headlineOf(summary)),
    ...blocks.flatMap((lines) => ['', ...lines]),
    ...adviceOf(summary).flatMap((line, at) => [...(at === 0 ? [''] : []), colors.dim(line)]),
  ];
}

/** What a reader needs to know who sees only the log of a job: that values are invented, and what to do about a failure. */
function adviceOf({ cases, run }: RunSummary): string[] {
  const [worst] = cases;

  return [
    ...(cases.some(({ leaks }) => leaks.length > 0)
      ? ['addresses, searched words and titles were generated for this test, so no person visited them']
      : []),
    ...(worst && run.gate?.passed === false && worst.failsGate
      ? [
          `to run ${printable(worst.release)}, ${printable(worst.row.scenario)} again: npx leakgate run --release ${printable(nameOfRelease(worst.row.release))} --scenario ${printable(worst.row.scenario)} --mode ${worst.mode}${worst.simulated ? '' : ' --handset SERIAL'}`,
          'the page says what would decide an undecided case; apks/expectations.yaml lists what is expected; docs/verdicts.md explains the codes',
        ]
      : []),
  ];
}

/** The sentences of cases with an outcome; scenarios with the same sentence share a line. */
function linesOf({ cases }: RunSummary, outcome: Outcome, color: (text: string) => string): string[] {
  const found = cases.filter((each) => each.outcome === outcome);
  const groups = [...groupBy(found, sentenceOf)];
  const shown = groups.slice(0, MAX_LINES);
  const hidden = found.length - shown.reduce((sum, [, group]) => sum + group.length, 0);

  return [
    ...shown.map(
      ([sentence, group]) => `  ${color(OUTCOME_TEXTS[outcome])}  ${scenariosText(group)}: ${sentence}`,
    ),
    ...(hidden > 0
      ? [`  and ${counted(hidden, 'more case')} (${OUTCOME_TEXTS[outcome]}); report/summary.md lists all`]
      : []),
  ];
}

function scenariosText(cases: readonly CaseSummary[]): string {
  const names = [...new Set(cases.map(({ row }) => printable(row.scenario)))];
  const more = names.length - MAX_SCENARIOS;

  return joinTexts(more > 0 ? [...names.slice(0, MAX_SCENARIOS), `${more} more`] : names);
}
