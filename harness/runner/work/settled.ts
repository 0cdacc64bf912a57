import type { WatchedApp } from '../../handset/apps.ts';
import { type Judge, judgeAgain } from '../../evidence/rejudge.ts';
import type { CaseEvidence, Judgement, Policy } from '../../model/evidence.ts';
import { UNKNOWN_SDK_MS } from '../../releases/window.ts';
import { MAX_GAP_BEATS, rowOf, type TiedJudgement } from '../../verdict/index.ts';
import { caseDirOf } from '../record/run-record.ts';
import { reportProgress } from '../progress.ts';
import type { Coverage } from './coverage.ts';
import type { Station } from './station.ts';

export interface SettleContext {
  runDir: string;
  judge: Judge<TiedJudgement>;
  policy: Policy;
}

/** `what` of events that interrupt the recording, not only the scenario. */
const INTERRUPTIONS = new Set(['tunnel', 'recorder', 'handset']);

/**
 * How long after its last canary a case may still send data, milliseconds on the handset's clock. How long a helper queues is
 * unknown, so it counts as an unknown SDK.
 */
export function settleTimeMs(windowMs: number, apps: readonly WatchedApp[]): number {
  return apps.some(({ role }) => role === 'helper') ? Math.max(windowMs, UNKNOWN_SDK_MS) : windowMs;
}

/**
 * Settles the earlier cases that this case's recording covers, and leaves this case to be covered by the next ones.
 * @param clock when the case had used its last canary and how far its recording reached, on the handset's clock; undefined
 *   where that is not known
 */
export async function settleEarlier(
  evidence: CaseEvidence,
  reasons: Judgement['reasons'],
  station: Pick<Station, 'coverage'>,
  clock: { lastUseMs: number | undefined; reachedMs: number | undefined },
  context: SettleContext,
): Promise<void> {
  const { coverage } = station;
  if (clock.reachedMs === undefined || isRecordingIncomplete(evidence, reasons, context.policy))
    return coverage.recordInterruption();
  await settleCases(coverage, clock.reachedMs, context);
  const { id, settledAfterMs, watchedForMs } = evidence.facts;
  if (clock.lastUseMs !== undefined && watchedForMs < settledAfterMs)
    coverage.recordDecided({ case: id, lastUseMs: clock.lastUseMs, settledAfterMs });
}

/** Judges the cases again whose waiting time has passed: they are no longer provisional. */
async function settleCases(coverage: Coverage, reachedMs: number, context: SettleContext): Promise<void> {
  for (const { case: id, watchedForMs } of coverage.recordReached(reachedMs)) {
    await judgeAgain(caseDirOf(context.runDir, id), { watchedForMs }, context.judge);
    reportProgress(context.runDir, {
      kind: 'case-judged-again',
      case: id,
      why: 'the handset was recorded for as long as its slowest SDK waits',
    });
  }
}

/** Whether data of earlier cases may have left unseen during this case, or may have been held back. */
export function isRecordingIncomplete(
  evidence: CaseEvidence,
  reasons: Judgement['reasons'],
  policy: Pick<Policy, 'reasons'>,
): boolean {
  return isPathInterrupted(evidence) || reasons.some(({ code }) => !rowOf(code, policy).settlesEarlier);
}

function isPathInterrupted({ visibility: { events } }: CaseEvidence): boolean {
  const beats = events.filter((event) => event.kind === 'heartbeat');

  return (
    beats.length === 0 ||
    beats.some(
      ({ longestGapMs, everyMs, missed = 0 }) => missed > 0 || longestGapMs > MAX_GAP_BEATS * everyMs,
    ) ||
    events.some((event) => event.kind === 'broken' && INTERRUPTIONS.has(event.what))
  );
}
