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
  of: readonly Browsed[];
}

/** Everything that a case sends. A scenario names it in what it expects; see {@link expect}. */
export interface Traffic {
  declare(expectation: Expectation): void;
}

/** What one run of a scenario declared, and whether it reached its end. */
export type ScenarioResult = { expectations: readonly Expectation[] } & (
  | { kind: 'ended' }
  /** The first thing that failed, also where the scenario caught the error. */
  | { kind: 'failed'; error: unknown }
);

interface LeakExpectations {
  /** Expects that each of these leaks, and nothing else. */
  toLeak(...browsed: Browsed[]): Promise<void>;
}

/**
 * Declares what a scenario expects. It returns at once and never throws; without `await` it does the same. The runner checks
 * it after the case was judged, and a case that is neither `leaks` nor `clean` meets no expectation, with or without `.not`.
 *
 * @example
 * await expect(traffic).not.toLeak(visit); // fails for any leak in the case, not for one of `visit` alone
 */
export function expect(traffic: Traffic): LeakExpectations & { not: LeakExpectations } {
  const declaring = (leaks: boolean): LeakExpectations => ({
    toLeak(...of) {
      traffic.declare({ leaks, of });

      return Promise.resolve();
    },
  });

  return { ...declaring(true), not: declaring(false) };
}

/** The result of a case so far together with that of the scenario under one more identity, which has canaries of its own. */
export function mergeResults(before: ScenarioResult | undefined, next: ScenarioResult): ScenarioResult {
  if (!before) return next;
  const { expectations } = before;
  if (next.kind === 'failed') return { ...next, expectations };
  const shape = (of: readonly Expectation[]): string =>
    JSON.stringify(of.map((each) => [each.leaks, each.of.length]));
  if (shape(expectations) !== shape(next.expectations))
    return {
      kind: 'failed',
      error: new Error('the scenario declared different expectations when it ran again'),
      expectations,
    };
  const merged = expectations.map(({ leaks, of }, at) => ({
    leaks,
    of: of.map(({ id, canaries }, index) => ({
      id,
      canaries: [...canaries, ...(next.expectations[at]?.of[index]?.canaries ?? [])],
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
  const declared = result.expectations.length > 0 ? result.expectations : [{ leaks: false, of: [] }];
  const unmet = declared.flatMap((expectation) => whyUnmet(expectation, judged) ?? []);
  if (unmet.length > 0) throw new LeakError([...new Set(unmet)].join('\n'));
  if (result.kind === 'failed')
    throw new Error(`the scenario failed: ${reasonOf(result.error)}`, { cause: result.error });
}

function whyUnmet({ leaks, of }: Expectation, judged: JudgedCase): string | undefined {
  const { record } = judged;
  if (!leaks) return record.verdict === 'clean' ? undefined : leakMessage(judged);
  const isOf = ({ canary }: Finding, browsed: Browsed): boolean =>
    browsed.canaries.some(({ id }) => id === canary);
  const missing = of.filter((browsed) => !record.findings.some((finding) => isOf(finding, browsed)));
  const others = record.findings.filter((finding) => !of.some((browsed) => isOf(finding, browsed)));
  const named = (some: readonly Browsed[]): string =>
    some.map(({ canaries: [first], id }) => valueOf(first, id)).join(' and ');
  if (record.verdict === 'clean') return `expected ${named(of)} to leak, but ${nameOf(record)} is clean`;
  if (missing.length > 0)
    return [
      `expected ${named(missing)} to leak, but only this did:`,
      ...rowsOf(record.findings, judged),
    ].join('\n');
  if (others.length > 0)
    return [`expected nothing but ${named(of)} to leak, but this did too:`, ...rowsOf(others, judged)].join(
      '\n',
    );

  return undefined;
}

/** Begins with the word by which Allure's reporter recognizes a failed assertion. */
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

/** A long address is cut for the reader; the evidence has all of it. */
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

/** Named so that reporters count it as a failed assertion. */
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
