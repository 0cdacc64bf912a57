import { printable } from '../../model/printable.ts';
import { headlineOf } from '../summary/headline.ts';
import { OUTCOME_TEXTS, sentenceOf } from '../summary/sentence.ts';
import type { Outcome, RunSummary } from '../summary/summary.ts';

/** GitHub shows 10 annotations of a level for each step; the last one here counts the others. */
const MAX_EACH = 10;

type Level = 'error' | 'warning' | 'notice';

const LEVELS: Readonly<Partial<Record<Outcome, Level>>> = {
  'new-leak': 'error',
  unexpected: 'error',
  undecided: 'warning',
  'leak-gone': 'notice',
};

/**
 * Annotations of a run as workflow commands of GitHub Actions, a line each: errors for new leaks, warnings for undecided cases,
 * a notice with the headline.
 */
export function annotationsOf(summary: RunSummary): string[] {
  const all = [
    { level: 'notice' as const, title: 'Leakgate', text: headlineOf(summary) },
    ...summary.cases.flatMap((each) => {
      const level = LEVELS[each.outcome];
      const title = `${OUTCOME_TEXTS[each.outcome]}: ${each.release}, ${each.row.scenario}, ${each.mode}`;

      return level ? [{ level, title, text: sentenceOf(each) }] : [];
    }),
    ...summary.otherFailures.map(({ case: name, why }) => ({
      level: 'error' as const,
      title: name,
      text: why,
    })),
  ];

  return (['error', 'warning', 'notice'] as const).flatMap((level) => {
    const found = all.filter((each) => each.level === level);
    const shown = found.length > MAX_EACH ? found.slice(0, MAX_EACH - 1) : found;
    const more =
      found.length > shown.length
        ? [
            {
              level,
              title: 'Leakgate',
              text: `${found.length - shown.length} more; report/summary.md lists them`,
            },
          ]
        : [];

    return [...shown, ...more].map(annotationOf);
  });
}

/** A workflow command, escaped as `@actions/core` does (actions/toolkit, packages/core/src/command.ts). */
export function annotationOf({ level, title, text }: { level: Level; title: string; text: string }): string {
  return `::${level} title=${escapeProperty(printable(title))}::${escapeData(printable(text))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
