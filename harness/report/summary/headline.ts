import { counted } from '../../model/counted.ts';
import { groupBy } from './group-by.ts';
import { joinTexts } from './leak-text.ts';
import { leakSentence, modeText, sentenceOf, switchText } from './sentence.ts';
import type { CaseSummary, Outcome, RunSummary } from './summary.ts';

/** What fails the gate, in the order of urgency: `1 new leak, 2 undecided`; empty if nothing does. */
function failuresOf({ tally, otherFailures }: RunSummary): string {
  return countsOf([
    [tally['new-leak'], tally['new-leak'] === 1 ? 'new leak' : 'new leaks'],
    [tally.unexpected, 'not as expected'],
    [tally.undecided, 'undecided'],
    [otherFailures.length, otherFailures.length === 1 ? 'expectation' : 'expectations'],
  ]);
}

/** What does not fail the gate: `9 known leaks, 0 new, 12 clean, 5 clean with limits, 3 skipped`. */
function passedOf({ tally, run }: RunSummary): string {
  const [fresh, known] = [tally['new-leak'], tally['known-leak']];
  const leaks = counted(known, 'known leak');
  const rest = countsOf([
    [tally['leak-gone'], tally['leak-gone'] === 1 ? 'expected leak gone' : 'expected leaks gone'],
    [tally['expected-undecided'], 'undecided as expected'],
    [tally.clean, 'clean'],
    [tally.limited, 'clean with limits'],
    [run.skipped.length, 'skipped'],
  ]);

  return [fresh > 0 ? leaks : `${leaks}, 0 new`, rest].filter(Boolean).join(', ');
}

function countsOf(counts: readonly (readonly [count: number, text: string])[]): string {
  return counts
    .filter(([count]) => count > 0)
    .map(([count, text]) => `${count} ${text}`)
    .join(', ');
}

/** The result of the gate, in a few words: `gate passed`, `gate failed (exit code 1)`. */
export function gateText({ run: { gate } }: Pick<RunSummary, 'run'>): string {
  if (!gate) return 'the run has not ended, so the gate has no result';
  if (gate.exitCode === 3) return 'no case was decided (exit code 3)';

  return gate.passed ? 'gate passed' : `gate failed (exit code ${gate.exitCode})`;
}

/**
 * The line at the top of every report: `gate passed: 9 known leaks, 0 new, 12 clean`, or
 * `gate failed (exit code 1): 1 new leak, 2 undecided; not counted: 9 known leaks, 12 clean`.
 */
export function headlineOf(summary: RunSummary): string {
  const failures = failuresOf(summary);

  return [
    ...(summary.warnings.length > 0 ? ['EVIDENCE CHANGED AFTER THE RUN, do not rely on this: '] : []),
    `${gateText(summary)}: ${failures}`,
    ...(failures === '' ? [passedOf(summary)] : [`; not counted: ${passedOf(summary)}`]),
  ].join('');
}

/**
 * The answer to "what happened?", in a sentence: of the most urgent outcome of the run, its first release and mode. The others
 * are counted.
 */
export function answerOf(summary: RunSummary): string {
  const [first] = summary.cases;
  if (!first) return 'The run has no case.';
  const alike = summary.cases.filter(({ outcome }) => outcome === first.outcome);
  if (first.verdict === 'leaks') {
    const groups = [...groupBy(alike, ({ release, mode }) => `${release} ${mode}`).values()];
    const [cases = []] = groups;
    const more = counted(alike.length - cases.length, MORE_LEAKS[first.outcome] ?? 'more leak');

    return `${first.outcome === 'known-leak' ? 'as expected, ' : ''}${leakSentence([first, ...cases.slice(1)])}${groups.length > 1 ? `, and ${more}` : ''}`;
  }
  if (first.outcome === 'clean' || first.outcome === 'limited') {
    const { limited } = summary.tally;

    return `nothing of what was browsed left the browser in ${counted(summary.cases.length, 'case')}${limited > 0 ? `, with limits in ${limited} of them` : ''}`;
  }
  const more = alike.length - 1;

  return `${sentenceOf(first)}${more > 0 ? `, and ${counted(more, 'more case')} like it` : ''}`;
}

const MORE_LEAKS: Readonly<Partial<Record<Outcome, string>>> = {
  'new-leak': 'more new leak',
  'known-leak': 'more known leak',
};

/**
 * For each release that leaks in one position of its statistics switch and not in another, a sentence:
 * `mint@3.4.3 leaks in private mode, with the statistics switch as shipped (on), and is clean with it off (visit-typed)`.
 */
export function switchSentences({ cases }: Pick<RunSummary, 'cases'>): string[] {
  const comparable = groupBy(
    cases.filter(({ mode }) => mode !== 'normal'),
    ({ release, row }) => `${release} ${row.scenario}`,
  );
  const differences = [...comparable.values()]
    .map(withoutRepeatedPositions)
    .flatMap((modes) =>
      modes
        .filter(({ verdict }) => verdict === 'leaks')
        .flatMap((leaking) =>
          modes.filter(({ verdict }) => verdict !== 'leaks').map((other) => ({ leaking, other })),
        ),
    );
  const bySentence = groupBy(
    differences,
    ({ leaking, other }) =>
      `${leaking.release} leaks ${modeText(leaking)}, and is ${other.outcome === 'limited' ? 'clean, with limits,' : other.verdict} with it ${switchText(other.row) ?? 'as shipped'}`,
  );

  return [...bySentence].map(
    ([sentence, pairs]) => `${sentence} (${joinTexts(pairs.map(({ other }) => other.row.scenario))})`,
  );
}

/** Without the cases whose switch was set to the position that it ships in, if both gave the same verdict. */
function withoutRepeatedPositions(cases: readonly CaseSummary[]): CaseSummary[] {
  const shipped = cases.find(({ row }) => row.mode.statistics === 'default' && row.mode.switch);
  const position = shipped?.row.mode.switch?.checked ? 'on' : 'off';

  return cases.filter(
    ({ row, verdict }) => !shipped || row.mode.statistics !== position || verdict !== shipped.verdict,
  );
}
