import { exchangesOf } from '../../evidence/exchanges.ts';
import { writeCase } from '../../evidence/folders.ts';
import { watchedUids } from '../../handset/apps.ts';
import type { CaseFacts, CaseRecord } from '../../model/case.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import { reasonOf } from '../../model/fault.ts';
import type { HarEntry } from '../../model/har.ts';
import type { RecordedMode } from '../../model/mode.ts';
import { releaseSchema } from '../../model/release.ts';
import type { TimelineStep } from '../../model/timeline.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { windowOf } from '../../releases/window.ts';
import { namesWithoutExchange, plotsOf } from '../../verdict/index.ts';
import { reportProgress } from '../progress.ts';
import { createJudge } from '../record/judge.ts';
import { chargeLateFindings } from '../record/late-findings.ts';
import { caseDirOf } from '../record/run-record.ts';
import type { Tables } from '../tables.ts';
import type { BegunCase, CaseInProgress } from './case-in-progress.ts';
import { readPacketCounters, readUptime } from './phone-readings.ts';
import type { RecordingPart } from './recording-parts.ts';
import { settleTimeMs, settleEarlier } from './settled.ts';
import type { Station } from './station.ts';
import { lastOf } from './timeline.ts';
import { parseUrl } from '../../model/parse-url.ts';

export interface ConcludeOptions {
  runDir: string;
  rules: string;
  tables: Tables;
}

/** A case that was recorded, judged and written. */
export interface RecordedCase {
  record: CaseRecord;
  canaries: CaseEvidence['canaries'];
}

/**
 * Ends the recording of a case, judges the case and writes its evidence. Findings of earlier cases are charged to those cases.
 * `verify` uses the same judge.
 */
export async function conclude(
  progress: CaseInProgress,
  station: Station,
  { runDir, rules, tables }: ConcludeOptions,
): Promise<RecordedCase> {
  const { work } = progress;
  const counterEvents = await readPacketCounters(work, station);
  const clock = {
    lastUseMs: progress.reached === 'browsed' ? progress.work.lastUseMs : undefined,
    reachedMs: await readUptime(station),
  };
  const heartbeat = await station.handset.heartbeat.stop();
  const recording = station.recording.cut();
  await restartHeartbeat(station);
  const entries = markStandInEngine(recording.entries, counterEvents);
  const evidence: CaseEvidence = {
    canaries: work.canaries.all(),
    timeline: { schema: 'leakgate/timeline@1', steps: work.log.steps() },
    ledger: station.ledger.additionalCanaries(work.reference),
    late: [],
    identity: {
      schema: 'leakgate/identity@1',
      values: progress.reached === 'begun' ? [] : [...progress.work.identity],
    },
    facts: factsOf(work, station, tables, clock),
    exchanges: exchangesOf(entries),
    visibility: {
      schema: 'leakgate/visibility@1',
      recording: { from: startOf(recording), to: recording.to },
      events: [...recording.events, ...work.events, ...counterEvents, ...heartbeat],
    },
  };
  const judge = createJudge(tables, rules);
  const { judgement, decoded } = judge.judgeEvidence(evidence);
  const record = await writeCase(caseDirOf(runDir, work.planned.id), {
    evidence,
    entries,
    screens: work.screens,
    decoded,
    plots: plotsOf(evidence),
    judgement,
    startedAt: work.startedAt,
    finishedAt: new Date().toISOString(),
    attempt: 1,
    rules,
  });
  reportProgress(runDir, { kind: 'case-decided', case: work.planned.id });
  await chargeLateFindings(
    judgement.others,
    { entries, names: namesWithoutExchange(evidence) },
    {
      runDir,
      run: work.reference.run,
      ledger: station.ledger,
      judge,
      recordedIn: work.planned.id,
      apps: evidence.facts.apps,
    },
  );
  await settleEarlier(evidence, judgement.reasons, station, clock, {
    runDir,
    judge,
    policy: tables.policy,
  });

  return { record, canaries: evidence.canaries };
}

/** Starts the heartbeat of the next case. If the handset is gone, only the next case fails; this case is still judged. */
async function restartHeartbeat({ handset }: Station): Promise<void> {
  try {
    await handset.heartbeat.start();
  } catch (error) {
    process.stderr.write(`${handset.serial}: the heartbeat did not start again: ${reasonOf(error)}\n`);
  }
}

/** When a recording starts. A request that was in flight when the previous part was cut is in this part too, so it may start earlier. */
function startOf({ entries, from }: RecordingPart): string {
  return entries.reduce(
    (first, { startedDateTime }) => (startedDateTime < first ? startedDateTime : first),
    from,
  );
}

function factsOf(
  work: BegunCase,
  station: Station,
  tables: Tables,
  { lastUseMs, reachedMs }: { lastUseMs: number | undefined; reachedMs: number | undefined },
): CaseFacts {
  const { release } = station.batch;
  const windowMs = windowOf(release.sdks, tables.sdks);
  const { found, attributed } = station.apps.known();
  const steps = work.log.steps();

  return {
    id: work.planned.id,
    release: releaseSchema.parse(release),
    scenario: work.planned.scenario,
    mode: { ...work.planned.mode, switch: lastSwitchReading(steps) },
    handset: station.facts(),
    sdks: release.sdks,
    windowMs,
    watchedUids: watchedUids(found),
    apps: [...attributed],
    identities: Math.max(1, lastOf(steps, 'identity')?.number ?? 0),
    settledAfterMs: settleTimeMs(windowMs, found),
    watchedForMs: reachedMs === undefined || lastUseMs === undefined ? 0 : reachedMs - lastUseMs,
    forgottenCanaries: station.ledger.forgottenCount(),
  };
}

/** The last reading of the statistics switch; null where the release has none, or it was not read. */
function lastSwitchReading(steps: readonly TimelineStep[]): RecordedMode['switch'] {
  const step = lastOf(steps, 'switch');
  if (!step) return null;
  const { kind: _kind, at: _at, ...reading } = step;

  return reading;
}

/** Marks what the stand-in engine sent for itself; it stays in the evidence and never supports a leak. */
export function markStandInEngine(
  entries: readonly HarEntry[],
  events: readonly VisibilityEvent[],
): HarEntry[] {
  const hosts = new Set(events.flatMap((event) => (event.kind === 'stand-in-engine' ? [event.host] : [])));

  return entries.map((entry) => {
    const isFromEngine = hosts.has(parseUrl(entry.request.url)?.hostname ?? '');

    return isFromEngine && entry._leakgate
      ? { ...entry, _leakgate: { ...entry._leakgate, standInEngine: true } }
      : entry;
  });
}
