import { watchedUids } from '../../handset/apps.ts';
import type { CaseFacts, CaseRecord } from '../../model/case.ts';
import type { CaseEvidence } from '../../model/evidence.ts';
import { reasonOf } from '../../model/fault.ts';
import type { HarEntry } from '../../model/har.ts';
import { releaseSchema } from '../../model/release.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import { writeCase } from '../../evidence/folders.ts';
import { windowOf } from '../../releases/window.ts';
import { experimentOf } from '../../verdict/differential/experiment.ts';
import { plotsOf } from '../../verdict/differential/plot.ts';
import { namesWithoutExchange } from '../../verdict/rules/names.ts';
import { tell } from '../progress.ts';
import type { Tables } from '../tables.ts';
import type { CaseWork } from './case-work.ts';
import { caseDirOf } from '../record/run-record.ts';
import { coverEarlier, readUptime, settledAfter } from './settled.ts';
import { judgingBy } from '../record/judging.ts';
import { chargeLate } from '../record/late-findings.ts';
import { readPhone } from './read-phone.ts';
import type { Station } from './station.ts';

export interface Conclusion {
  runDir: string;
  rules: string;
  tables: Tables;
}

/**
 * Takes everybody's account of a case, judges it and writes its evidence; what it shows of cases before is charged to them.
 * The same `judge()` judges it again later.
 */
export async function conclude(
  work: CaseWork,
  station: Station,
  { runDir, rules, tables }: Conclusion,
): Promise<CaseRecord> {
  const phone = await readPhone(work, station);
  const reachedMs = await readUptime(station);
  const heartbeat = await station.handset.heartbeat.stop();
  const recording = station.recorder.since(work.mark);
  const at = new Date().toISOString();
  station.account = { mark: station.recorder.mark(), at };
  await beatAgain(station);
  const entries = markEngine(recording.entries, phone);
  const evidence: CaseEvidence = {
    ...told(work, station),
    facts: factsOf(work, station, tables, reachedMs),
    exchanges: exchangesOf(entries),
    visibility: {
      schema: 'leakgate/visibility@1',
      recording: { from: beganAt(work, entries), to: at },
      events: [...recording.events, ...work.events, ...phone, ...heartbeat],
    },
  };
  const judging = judgingBy(tables, rules);
  const judgement = judging.judge(evidence);
  const record = await writeCase(caseDirOf(runDir, work.planned.id), {
    evidence,
    entries,
    screens: work.screens,
    decoded: judging.decoded(evidence, judgement),
    plots: plotsOf(experimentOf(evidence)),
    judgement,
    startedAt: work.startedAt,
    finishedAt: new Date().toISOString(),
    attempt: 1,
    rules,
  });
  tell(runDir, { kind: 'case-decided', case: work.planned.id });
  await chargeLate(
    judgement.others,
    { entries, names: namesWithoutExchange(evidence) },
    {
      runDir,
      run: work.by.run,
      ledger: station.ledger,
      judging,
      recordedIn: work.planned.id,
      apps: evidence.facts.apps,
    },
  );
  await coverEarlier(evidence, judgement.reasons, work, station, reachedMs, {
    runDir,
    judging,
    policy: tables.policy,
  });

  return record;
}

/** What was planted, done and known before anybody was asked for an account. */
function told(
  work: CaseWork,
  station: Station,
): Pick<CaseEvidence, 'canaries' | 'timeline' | 'ledger' | 'late' | 'identity'> {
  return {
    canaries: work.mint.all(),
    timeline: { schema: 'leakgate/timeline@1', steps: work.log.steps() },
    ledger: station.ledger.beside(work.by),
    late: [],
    identity: { schema: 'leakgate/identity@1', values: work.identity },
  };
}

/** The next account begins here. Where the handset is gone, the next case says so; this one is judged all the same. */
async function beatAgain(station: Station): Promise<void> {
  await station.handset.heartbeat
    .start()
    .catch((error: unknown) =>
      process.stderr.write(`the heartbeat did not start again: ${reasonOf(error)}\n`),
    );
}

/** A request that was under way when the account of the case before was taken belongs to this one too. */
function beganAt(work: CaseWork, entries: readonly HarEntry[]): string {
  return entries.reduce(
    (first, { startedDateTime }) => (startedDateTime < first ? startedDateTime : first),
    work.markedAt,
  );
}

function factsOf(work: CaseWork, station: Station, tables: Tables, reachedMs: number | undefined): CaseFacts {
  const { release } = station.batch;
  const windowMs = windowOf(release.sdks, tables.sdks);
  const watching = station.watching ?? { there: [], apps: [] };

  return {
    id: work.planned.id,
    release: releaseSchema.parse(release),
    scenario: work.planned.scenario,
    mode: work.mode,
    handset: station.facts,
    sdks: release.sdks,
    windowMs,
    watchedUids: watchedUids(watching.there),
    apps: [...watching.apps],
    identities: Math.max(1, work.identities),
    settledAfterMs: settledAfter(windowMs, watching.there),
    watchedForMs: reachedMs === undefined || work.lastUseMs === undefined ? 0 : reachedMs - work.lastUseMs,
    forgottenCanaries: station.ledger.forgotten(),
  };
}

/** Marks what the stand-in web engine sent by itself; it stays in the evidence, and never supports a leak. */
export function markEngine(entries: readonly HarEntry[], events: readonly VisibilityEvent[]): HarEntry[] {
  const hosts = new Set(events.flatMap((event) => (event.kind === 'stand-in-engine' ? [event.host] : [])));

  return entries.map((entry) => {
    const own = URL.canParse(entry.request.url) && hosts.has(new URL(entry.request.url).hostname);

    return own && entry._leakgate
      ? { ...entry, _leakgate: { ...entry._leakgate, standInEngine: true } }
      : entry;
  });
}
