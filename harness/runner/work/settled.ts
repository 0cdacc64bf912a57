import type { WatchedApp } from '../../handset/apps.ts';
import { uptimeMs } from '../../handset/wait.ts';
import { type Again, judgeAgain } from '../../evidence/rejudge.ts';
import type { CaseEvidence, Judgement, Policy } from '../../model/evidence.ts';
import { reasonOf } from '../../model/fault.ts';
import { UNKNOWN_SDK_MS } from '../../releases/window.ts';
import type { TiedJudgement } from '../../verdict/judge.ts';
import { rowOf } from '../../verdict/reasons.ts';
import { BEATS_MISSED } from '../../verdict/rules/heartbeat.ts';
import { caseDirOf } from '../record/run-record.ts';
import { tell } from '../progress.ts';
import type { CaseWork } from './case-work.ts';
import type { Station } from './station.ts';

export interface Settling {
  runDir: string;
  judging: Again<TiedJudgement>;
  policy: Policy;
}

/** What breaks the recording, and not only the story. */
const BREAKS = new Set(['tunnel', 'recorder', 'handset']);

/** How long something may still come of a case, milliseconds of the handset's clock: a helper's queue is nobody's here to know. */
export function settledAfter(windowMs: number, apps: readonly WatchedApp[]): number {
  return apps.some(({ role }) => role === 'helper') ? Math.max(windowMs, UNKNOWN_SDK_MS) : windowMs;
}

/** Milliseconds on the handset's clock; undefined where the handset cannot be asked, and nothing is covered then. */
export async function readUptime({ handset }: Station): Promise<number | undefined> {
  return await uptimeMs(handset.phone).catch((error: unknown) => {
    process.stderr.write(`${handset.serial} does not say how late it is: ${reasonOf(error)}\n`);

    return undefined;
  });
}

/** What a case's recording covers of the ones before it; what is left of its own, the ones behind it may cover. */
export async function coverEarlier(
  evidence: CaseEvidence,
  reasons: Judgement['reasons'],
  work: CaseWork,
  station: Station,
  reachedMs: number | undefined,
  settling: Settling,
): Promise<void> {
  const { coverage } = station;
  if (reachedMs === undefined || isBlind(evidence, reasons, settling.policy)) return coverage.broke();
  await settleCases(station, reachedMs, settling);
  const { id, settledAfterMs, watchedForMs } = evidence.facts;
  if (work.lastUseMs !== undefined && watchedForMs < settledAfterMs)
    coverage.decided({ case: id, lastUseMs: work.lastUseMs, settledAfterMs });
}

/** Judges again the cases of which nothing can come any more. */
async function settleCases(station: Station, reachedMs: number, settling: Settling): Promise<void> {
  for (const { case: id, watchedForMs } of station.coverage.reached(reachedMs)) {
    await judgeAgain(caseDirOf(settling.runDir, id), { watchedForMs }, settling.judging);
    tell(settling.runDir, {
      kind: 'case-judged-again',
      case: id,
      why: 'the handset was recorded for as long as its slowest SDK waits',
    });
  }
}

/** Whether data of earlier cases may have left during this one unseen, or may have been held back. */
export function isBlind(
  evidence: CaseEvidence,
  reasons: Judgement['reasons'],
  policy: Pick<Policy, 'reasons'>,
): boolean {
  return isBroken(evidence) || reasons.some(({ code }) => !rowOf(code, policy).settlesEarlier);
}

function isBroken({ visibility: { events } }: CaseEvidence): boolean {
  const beats = events.filter((event) => event.kind === 'heartbeat');

  return (
    beats.length === 0 ||
    beats.some(
      ({ longestGapMs, everyMs, missed = 0 }) => missed > 0 || longestGapMs > BEATS_MISSED * everyMs,
    ) ||
    events.some((event) => event.kind === 'broken' && BREAKS.has(event.what))
  );
}
