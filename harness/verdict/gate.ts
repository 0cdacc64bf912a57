import { exitCodeOf, type Outcome } from '../model/exit.ts';
import type { Expectation } from '../model/expectations.ts';
import type { Gate, Run, RunCase } from '../model/run.ts';
import { type ExpectedCase, isExpired, matchExpectation, matchRecipientExpectation } from './expectations.ts';
import { newRecipientsOf } from './audit/new-recipients.ts';

interface Complaint extends Failure {
  outcome: Outcome['kind'];
}
type Failure = Gate['failures'][number];

/**
 * Compares a run with its expectations and gives the exit code.
 *
 * - A leak is excused only if `leaks` is in the list of the case, and never by an entry past its date: 1.
 * - `inconclusive` and `suspect` that are not in the list, and a case that was never decided: 2.
 * - An expected leak that is gone is reported in `changed` and does not fail the gate: the vendor may have fixed it.
 *   (If the harness missed the leak instead, the control of the page fails.)
 * - A recipient that the baseline of `recipients: no-new` never contacted, whatever was sent: 1. If that cannot be decided: 2.
 * - An entry past its date fails the gate whether or not a case matched it: 2.
 * - A run without cases: 3. (If nothing was decided because of a fault, the runner gives 3 as well.)
 *
 * @param today a date, `2026-11-22`, UTC
 */
export function judgeGate(
  run: Pick<Run, 'cases' | 'handsets'>,
  expectations: readonly Expectation[],
  today: string,
): Gate {
  const complaints = [
    ...run.cases.flatMap((runCase) => [
      ...complaintsOf(runCase, run, expectations, today),
      ...recipientComplaints(runCase, run, expectations),
    ]),
    ...expectations.filter((entry) => isExpired(entry, today)).map(expiredComplaint),
  ];
  const isEmpty = run.cases.length === 0;
  const outcomes = complaints.map(({ outcome }) => outcome);

  return {
    passed: complaints.length === 0 && !isEmpty,
    exitCode: exitCodeOf(isEmpty ? [...outcomes, 'fault'] : outcomes),
    failures: complaints.map(failureOf),
    changed: run.cases.flatMap((runCase) => changeOf(runCase, expectations, run)),
  };
}

function failureOf({ case: id, why, kind }: Complaint): Failure {
  return { case: id, why, ...(kind && { kind }) };
}

function complaintsOf(
  runCase: RunCase,
  run: Pick<Run, 'handsets'>,
  expectations: readonly Expectation[],
  today: string,
): Complaint[] {
  if (runCase.state !== 'decided' || runCase.verdict === null)
    return [{ case: runCase.id, why: `never decided: ${reasonsOf(runCase)}`, outcome: 'undecided' }];
  if (runCase.verdict === 'clean') return [];
  const entry = matchExpectation(expectedCase(runCase, run), expectations);
  const isListed = entry && [entry.expect].flat().includes(runCase.verdict);
  const outcome = runCase.verdict === 'leaks' ? 'leak' : 'undecided';
  if (!entry || !isListed)
    return [
      {
        case: runCase.id,
        why: `the verdict is ${runCase.verdict}, which is not expected: ${reasonsOf(runCase)}`,
        outcome,
      },
    ];
  if (isExpired(entry, today))
    return [
      {
        case: runCase.id,
        why: `the verdict is ${runCase.verdict}, which was expected only until ${entry.until ?? ''}`,
        outcome,
      },
    ];

  return [];
}

function recipientComplaints(
  runCase: RunCase,
  run: Pick<Run, 'cases' | 'handsets'>,
  expectations: readonly Expectation[],
): Complaint[] {
  const entry = matchRecipientExpectation(expectedCase(runCase, run), expectations);
  if (!entry || runCase.state !== 'decided') return [];
  const result = newRecipientsOf(runCase, run.cases, entry.baseline);
  if (result.kind === 'none') return [];
  const why =
    result.kind === 'new'
      ? `it contacted ${result.hosts.join(', ')}, which ${entry.baseline} never contacted in this scenario and mode`
      : `whether it contacted a recipient that ${entry.baseline} never contacted is not known: ${result.why}`;

  return [
    { case: runCase.id, why, kind: 'recipients', outcome: result.kind === 'new' ? 'leak' : 'undecided' },
  ];
}

function changeOf(
  runCase: RunCase,
  expectations: readonly Expectation[],
  run: Pick<Run, 'handsets'>,
): { case: string; why: string }[] {
  const entry = matchExpectation(expectedCase(runCase, run), expectations);
  const isGone =
    runCase.verdict === 'clean' && entry !== undefined && ![entry.expect].flat().includes('clean');

  return isGone
    ? [
        {
          case: runCase.id,
          why: `the verdict is clean, but ${[entry.expect].flat().join(' or ')} was expected (${entry.reason})`,
        },
      ]
    : [];
}

export function expectedCase(runCase: RunCase, { handsets }: Pick<Run, 'handsets'>): ExpectedCase {
  const handset = runCase.handset === null ? undefined : handsets[runCase.handset];

  return {
    on: handset?.simulated === true ? 'simulated' : 'real',
    release: runCase.release,
    scenario: runCase.scenario,
    mode: runCase.mode,
  };
}

function expiredComplaint(entry: Expectation): Complaint {
  return {
    case: `${entry.release} ${entry.scenario} ${entry.mode} (${entry.on})`,
    why: `this expectation was valid only until ${entry.until ?? ''}: ${entry.reason}`,
    outcome: 'undecided',
  };
}

function reasonsOf(runCase: RunCase): string {
  return runCase.reasons.map((reason) => reason.code).join(', ') || 'no reason was given';
}
