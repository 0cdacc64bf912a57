import type { CanaryKind } from '../model/canary.ts';
import type { Expectation } from '../model/expectations.ts';
import { nameOfMode, type Statistics } from '../model/mode.ts';
import type { Verdict } from '../model/verdict.ts';
import { matchesRelease } from './release-pattern.ts';

/** The properties of a case that expectations are matched with. */
export interface ExpectedCase {
  on: 'simulated' | 'real';
  release: { family: string; versionName: string };
  scenario: string;
  mode: { private: boolean; statistics: Statistics };
}

type VerdictExpectation = Extract<Expectation, { expect: unknown }>;
export type RecipientExpectation = Extract<Expectation, { recipients: unknown }>;

/** The expected verdicts of a case: those of the last entry that matches; `clean` if none does. */
export function expectedOf(expectedCase: ExpectedCase, expectations: readonly Expectation[]): Verdict[] {
  const entry = matchExpectation(expectedCase, expectations);
  if (!entry) return ['clean'];

  return Array.isArray(entry.expect) ? entry.expect : [entry.expect];
}

/** The last entry with an `expect` that matches a case. */
export function matchExpectation(
  expectedCase: ExpectedCase,
  expectations: readonly Expectation[],
): VerdictExpectation | undefined {
  return expectations.findLast(
    (entry): entry is VerdictExpectation => 'expect' in entry && matches(entry, expectedCase),
  );
}

/**
 * The last entry with `recipients` that matches a case. A later entry that only says which verdict is expected does not lift
 * it.
 */
export function matchRecipientExpectation(
  expectedCase: ExpectedCase,
  expectations: readonly Expectation[],
): RecipientExpectation | undefined {
  return expectations.findLast(
    (entry): entry is RecipientExpectation => 'recipients' in entry && matches(entry, expectedCase),
  );
}

/**
 * Hosts that may receive canaries of a kind, from the `allow` entries for the case. An entry past its date allows
 * nothing.
 * @param today a date, `2026-11-22`, UTC
 */
export function allowedRecipients(
  expectedCase: ExpectedCase,
  kind: CanaryKind,
  expectations: readonly Expectation[],
  today: string,
): string[] {
  const recipients = expectations.flatMap((entry) =>
    'allow' in entry && entry.allow.kind === kind && !isExpired(entry, today) && matches(entry, expectedCase)
      ? [entry.allow.recipient]
      : [],
  );

  return [...new Set(recipients)];
}

/** Whether an entry's last day has passed; `today` is a date, `2026-11-22`, UTC. */
export function isExpired(entry: Expectation, today: string): boolean {
  return entry.until !== undefined && entry.until < today;
}

function matches(entry: Expectation, expectedCase: ExpectedCase): boolean {
  return (
    entry.on === expectedCase.on &&
    matchesRelease(expectedCase.release, entry.release) &&
    matchesName(expectedCase.scenario, entry.scenario) &&
    matchesMode(expectedCase.mode, entry.mode)
  );
}

/** `private` and `private/default` are the same mode; `private/*` is all private modes. */
function matchesMode(mode: ExpectedCase['mode'], pattern: string): boolean {
  const long = mode.private ? `private/${mode.statistics}` : 'normal';

  return matchesName(nameOfMode(mode), pattern) || matchesName(long, pattern);
}

/** `*` matches any characters. */
function matchesName(name: string, pattern: string): boolean {
  const pieces = pattern.split('*').map((piece) => piece.replaceAll(/[$()+.?[\\\]^{|}]/g, '\\$&'));

  return new RegExp(`^${pieces.join('.*')}$`).test(name);
}
