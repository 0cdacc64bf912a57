import type { Canary } from '../../model/canary.ts';
import type { CaseRecord } from '../../model/case.ts';
import { counted } from '../../model/counted.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Finding } from '../../model/scan.ts';
import type { Browsed } from './sites.ts';

/** What a scenario expects of its case. It is checked when the case has been judged, after the scenario's end. */
export interface Expectation {
  /** Whether the values below leak; `false` expects that nothing of the case leaks at all. */
  leaks: boolean;
  browsed: readonly Browsed[];
}

/** Everything that a case sends. A scenario passes it to {@link expect}. */
export interface Traffic {
  declare(expectation: Expectation): void;
}

/** What one run of a scenario declared, and whether it reached its end. */
export type ScenarioResult = { expectations: readonly Expectation[] } & (
  | { kind: 'ended' }
  /** `error` is that of the first failed action, even if the scenario caught the error. */
  | { kind: 'failed'; error: unknown }
);

interface LeakExpectations {
  /** Expects that each of these leaks, and nothing else. */
  toLeak(...browsed: Browsed[]): Promise<void>;
}

/**
 * Declares what a scenario expects. Returns at once and never throws; `await` is optional. The runner checks
 * the expectation after the case was judged. A case that is neither `leaks` nor `clean` meets none, with or without `.not`.
 *
 * @example
 * await expect(traffic).not.toLeak(visit); // fails for any leak in the case, not for one of `visit` alone
 */
export function expect(traffic: Traffic): LeakExpectations & { not: LeakExpectations } {
  const expectationsFor = (leaks: boolean): LeakExpectations => ({
    toLeak(...browsed) {
      traffic.declare({ leaks, browsed });

      return Promise.resolve();
    },
  });

  return { ...expectationsFor(true), not: expectationsFor(false) };
}

/** Merges a case's result so far with the scenario's result under one more identity, which has its own canaries. */
export function mergeResults(before: ScenarioResult | undefined, next: ScenarioResult): ScenarioResult {
  if (!before) return next;
  const { expectations } = before;
  if (next.kind === 'failed') return { ...next, expectations };
  const describeShape = (declared: readonly Expectation[]): string =>
    JSON.stringify(declared.map((expectation) => [expectation.leaks, expectation.browsed.length]));
  if (describeShape(expectations) !== describeShape(next.expectations))
    return {
      kind: 'failed',
      error: new Error('the scenario declared different expectations when it ran again'),
      expectations,
    };
  const merged = expectations.map(({ leaks, browsed }, at) => ({
    leaks,
    browsed: browsed.map(({ id, canaries }, index) => ({
      id,
      canaries: [...canaries, ...(next.expectations[at]?.browsed[index]?.canaries ?? [])],
    })),
  }));

  return { ...before, expectations: merged };
}

/** A case that was judged, with what was generated for it. */
export interface JudgedCase {
  record: CaseRecord;
  canaries: readonly Canary[];
}

/**
 * The result of a case's Mocha test: returns if each expectation of the scenario is met.
 *
 * @throws {UndecidedError} if the verdict is neither `leaks` nor `clean`
 * @throws {LeakError} if an expectation is not met
 * @throws {Error} if the scenario failed although its expectations are met
 */
export function checkExpectations(judged: JudgedCase, result: ScenarioResult): void {
  const { record } = judged;
  if (record.verdict !== 'leaks' && record.verdict !== 'clean') throw new UndecidedError(record);
  const declared = result.expectations.length > 0 ? result.expectations : [{ leaks: false, browsed: [] }];
  const unmet = declared.flatMap((expectation) => whyUnmet(expectation, judged) ?? []);
  if (unmet.length > 0) throw new LeakError([...new Set(unmet)].join('\n'));
  if (result.kind === 'failed')
    throw new Error(`the scenario failed: ${reasonOf(result.error)}`, { cause: result.error });
}

function whyUnmet({ leaks, browsed: expected }: Expectation, judged: JudgedCase): string | undefined {
  const { record } = judged;
  if (!leaks) return record.verdict === 'clean' ? undefined : leakMessage(judged);
  const belongsTo = ({ canary }: Finding, browsed: Browsed): boolean =>
    browsed.canaries.some(({ id }) => id === canary);
  const missing = expected.filter(
    (browsed) => !record.findings.some((finding) => belongsTo(finding, browsed)),
  );
  const others = record.findings.filter(
    (finding) => !expected.some((browsed) => belongsTo(finding, browsed)),
  );
  const namesOf = (values: readonly Browsed[]): string =>
    values.map(({ canaries: [first], id }) => valueOf(first, id)).join(' and ');
  if (record.verdict === 'clean')
    return `expected ${namesOf(expected)} to leak, but ${nameOf(record)} is clean`;
  if (missing.length > 0)
    return [
      `expected ${namesOf(missing)} to leak, but only these values leaked:`,
      ...rowsOf(record.findings, judged),
    ].join('\n');
  if (others.length > 0)
    return [
      `expected nothing but ${namesOf(expected)} to leak, but these values leaked too:`,
      ...rowsOf(others, judged),
    ].join('\n');

  return undefined;
}

/** The message begins with `expected`: Allure's reporter recognizes a failed assertion by this word. */
function leakMessage(judged: JudgedCase): string {
  return [
    `expected nothing to leak, but ${nameOf(judged.record)} leaks:`,
    ...rowsOf(judged.record.findings, judged),
  ].join('\n');
}

function rowsOf(findings: readonly Finding[], { canaries }: JudgedCase): string[] {
  return findings.map(({ canary, host, part, chain, sdk }) => {
    const value = valueOf(
      canaries.find(({ id }) => id === canary),
      canary,
    );
    const encoding = chain.length > 0 ? `encoded as ${chain.join(' > ')}` : 'not encoded';

    return `  ${value} went to ${host} in ${part}, ${encoding}${sdk === undefined ? '' : ` (${sdk})`}`;
  });
}

/** Characters of a canary that a message shows; the evidence has the whole value. */
const SHOWN_LENGTH = 300;

function valueOf(canary: Canary | undefined, id: string): string {
  if (!canary) return id;
  const { value } = canary;
  const shown =
    value.length > SHOWN_LENGTH
      ? `${value.slice(0, SHOWN_LENGTH)}... (${counted(value.length, 'character')})`
      : value;

  return `'${shown}' (${id})`;
}

function nameOf({ facts }: CaseRecord): string {
  return `${facts.id}${facts.handset.simulated ? ' (simulated)' : ''}`;
}

/** An expectation is not met. Its name makes reporters count the test as a failed assertion. */
export class LeakError extends Error {
  override readonly name = 'AssertionError';
}

/** The case is neither `leaks` nor `clean`, so that no expectation can be met. */
export class UndecidedError extends Error {
  override readonly name = 'Undecided';

  constructor(record: CaseRecord) {
    super(
      `${nameOf(record)} is ${record.verdict}: ${record.reasons.map(({ code, text }) => `${code} (${text})`).join('; ')}`,
    );
  }
}
