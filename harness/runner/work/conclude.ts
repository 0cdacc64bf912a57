import { watchedUids } from '../../handset/apps.ts';
import type { CaseFacts, CaseRecord } from '../../model/case.ts';
import type { CaseEvidence, Judgement } from '../../model/evidence.ts';
import { reasonOf } from '../../model/fault.ts';
import type { HarEntry } from '../../model/har.ts';
import { releaseSchema } from '../../model/release.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { messageOf } from '../../detect/replay.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import { writeCase } from '../../evidence/folders.ts';
import { windowOf } from '../../releases/window.ts';
import { judge } from '../../verdict/judge.ts';
import { tell } from '../progress.ts';
import type { Tables } from '../tables.ts';
import type { CaseWork } from './case-work.ts';
import { caseDirOf } from '../launch/run-record.ts';
import { readPhone } from './settle.ts';
import type { Station } from './station.ts';

export interface Conclusion {
  runDir: string;
  rules: string;
  tables: Tables;
}

/** Takes everybody's account of a case, judges it and writes its evidence. The same `decide()` judges it again later. */
export async function conclude(
  work: CaseWork,
  station: Station,
  { runDir, rules, tables }: Conclusion,
): Promise<CaseRecord> {
  const phone = await readPhone(work, station);
  const heartbeat = await station.handset.heartbeat.stop();
  const recording = station.recorder.since(work.mark);
  const at = new Date().toISOString();
  station.account = { mark: station.recorder.mark(), at };
  await beatAgain(station);
  const entries = markEngine(recording.entries, phone);
  const evidence: CaseEvidence = {
    facts: factsOf(work, station, tables),
    canaries: work.mint.all(),
    exchanges: exchangesOf(entries),
    visibility: {
      schema: 'leakgate/visibility@1',
      recording: { from: beganAt(work, entries), to: at },
      events: [...recording.events, ...work.events, ...phone, ...heartbeat],
    },
    timeline: { schema: 'leakgate/timeline@1', steps: work.log.steps() },
    ledger: station.ledger.beside(work.by),
    late: [],
    identity: { schema: 'leakgate/identity@1', values: work.identity },
  };
  const judgement = judge(evidence, tables.policy, tables.ties);
  const record = await writeCase(caseDirOf(runDir, work.planned.id), {
    evidence,
    entries,
    screens: work.screens,
    decoded: decodedMessages(evidence, judgement, tables),
    judgement,
    startedAt: work.startedAt,
    finishedAt: new Date().toISOString(),
    attempt: 1,
    rules,
  });
  tell(runDir, { kind: 'case-decided', case: work.planned.id });

  return record;
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

function factsOf(work: CaseWork, station: Station, tables: Tables): CaseFacts {
  const { release } = station.batch;

  return {
    id: work.planned.id,
    release: releaseSchema.parse(release),
    scenario: work.planned.scenario,
    mode: work.mode,
    handset: station.facts,
    sdks: release.sdks,
    windowMs: windowOf(release.sdks, tables.sdks),
    watchedUids: watchedUids(station.watching?.there ?? []),
    apps: [...(station.watching?.apps ?? [])],
    identities: Math.max(1, work.identities),
    settledAfterMs: 0,
    watchedForMs: 0,
    forgottenCanaries: station.ledger.forgotten(),
  };
}

/** Marks what the stand-in web engine sent by itself; it stays in the evidence, and never supports a leak. */
function markEngine(entries: readonly HarEntry[], events: readonly VisibilityEvent[]): HarEntry[] {
  const hosts = new Set(events.flatMap((event) => (event.kind === 'stand-in-engine' ? [event.host] : [])));

  return entries.map((entry) => {
    const own = URL.canParse(entry.request.url) && hosts.has(new URL(entry.request.url).hostname);

    return own && entry._leakgate
      ? { ...entry, _leakgate: { ...entry._leakgate, standInEngine: true } }
      : entry;
  });
}

/** What each finding stands in, as a person can read it; one text a message, however many canaries it holds. */
function decodedMessages(evidence: CaseEvidence, judgement: Judgement, tables: Tables): Map<string, string> {
  const messages = new Map<string, string>();
  const exchangeAt = (index: number) => evidence.exchanges.find((each) => each.index === index);
  for (const finding of judgement.findings) {
    const exchange = exchangeAt(finding.exchange);
    const text = exchange && messageOf(exchange, finding, tables.policy.budget, exchangeAt);
    const name = `exchange-${finding.exchange}-${finding.part.replaceAll(/[^\w.-]+/g, '-')}.txt`;
    if (exchange && text !== undefined)
      messages.set(
        name,
        `${exchange.method} ${exchange.url}\n${finding.part} decoded:\n\n${indented(text)}\n`,
      );
  }

  return messages;
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // No JSON: shown as it is.
    return text;
  }
}
