import { OUTCOME_TEXTS } from '../summary/sentence.ts';
import type { Outcome } from '../summary/summary.ts';

/** The status of an outcome in Allure. Only what fails the gate is failed (red) or broken (yellow). */
export const STATUSES: Readonly<Record<Outcome, 'failed' | 'broken' | 'passed' | 'skipped'>> = {
  'new-leak': 'failed',
  unexpected: 'failed',
  undecided: 'broken',
  'known-leak': 'passed',
  'leak-gone': 'passed',
  'expected-undecided': 'skipped',
  limited: 'passed',
  clean: 'passed',
};

const NAMES: readonly [outcome: Outcome, name: string][] = [
  ['new-leak', 'New leaks'],
  ['unexpected', 'Not as expected'],
  ['undecided', 'Undecided'],
  ['known-leak', 'Known leaks'],
  ['leak-gone', 'Expected leaks that are gone'],
  ['expected-undecided', 'Undecided as expected'],
];

/**
 * `categories.json`: a category for each outcome except clean. Allure takes the first that has a result's status and whose
 * pattern matches its whole message, which begins with the text of its outcome. It sorts them by name, so they are numbered.
 */
export const CATEGORIES = NAMES.map(([outcome, name], at) => ({
  name: `${at + 1}. ${name}`,
  matchedStatuses: [STATUSES[outcome]],
  messageRegex: `${OUTCOME_TEXTS[outcome]}: .*`,
}));
