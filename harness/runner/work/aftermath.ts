import { createDetector } from '../../detect/index.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import { reasonOf } from '../../model/fault.ts';
import type { LedgerEntry, OtherCaseFinding } from '../../model/ledger.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { namesWithoutExchange, siteOf } from '../../verdict/index.ts';
import type { Tables } from '../tables.ts';
import { markStandInEngine } from './conclude.ts';
import { createJudge } from '../record/judge.ts';
import { chargeLateFindings, type RecordedTraffic } from '../record/late-findings.ts';
import { reportProgress } from '../progress.ts';
import { withTimeLimit } from './limit.ts';
import type { Station } from './station.ts';

const SEARCH_LIMIT_MS = 120_000;

interface SearchContext {
  runDir: string;
  run: string;
  rules: string;
  tables: Tables;
}

/**
 * Searches like {@link searchAfterLastCase}, within a time limit. An error does not end the worker, which must still restore the
 * handset: the error is reported to the terminal of the run and to `log`.
 */
export async function searchOrReport(
  station: Parameters<typeof searchAfterLastCase>[0],
  context: SearchContext,
  log: (text: string) => void,
): Promise<void> {
  try {
    await withTimeLimit('search the traffic after the last case', SEARCH_LIMIT_MS, () =>
      searchAfterLastCase(station, context),
    );
  } catch (error) {
    const text = `the traffic after the last case of ${station.batch.id} could not be searched: ${reasonOf(error)}`;
    log(text);
    reportProgress(context.runDir, { kind: 'said', text });
  }
}

/**
 * Searches what was recorded after the last case of a batch. Entries with a canary are charged to the case that generated it.
 * Other entries are not kept, so this recording settles no case: the evidence could not prove it.
 */
export async function searchAfterLastCase(
  station: Pick<Station, 'recording' | 'handset' | 'ledger' | 'batch' | 'apps'>,
  context: SearchContext,
): Promise<void> {
  const { handset, ledger, batch } = station;
  const recording = station.recording.cut();
  const events: VisibilityEvent[] = [
    ...recording.events,
    ...(await handset.engineHosts()).map((host) => ({
      kind: 'stand-in-engine' as const,
      at: recording.to,
      host,
    })),
  ];
  const entries = markStandInEngine(recording.entries, events);
  const recorded: RecordedTraffic = {
    entries,
    names: namesWithoutExchange({ exchanges: exchangesOf(entries), visibility: { events } }),
  };
  await chargeLateFindings(findCanaries(ledger.leakableCanaries(), recorded, context.tables), recorded, {
    ...context,
    ledger,
    judge: createJudge(context.tables, context.rules),
    recordedIn: `the time after the last case of ${batch.id}`,
    apps: [...station.apps.known().attributed],
  });
}

/** Searches for canaries of all cases. Their ids repeat across cases, so the detector gets their indexes as ids. */
function findCanaries(
  generated: readonly LedgerEntry[],
  { entries, names }: RecordedTraffic,
  { policy }: Tables,
): OtherCaseFinding[] {
  if (generated.length === 0 || entries.length + names.length === 0) return [];
  const canaries = generated.map(({ canary }, index) => ({ ...canary, id: String(index) }));
  const detector = createDetector(canaries, policy.sdks, policy.budget, { siteOf });
  for (const exchange of exchangesOf(entries)) detector.push(exchange);
  for (const name of names) detector.pushName(name);

  return detector.end().findings.flatMap((finding) => {
    const entry = generated[Number(finding.canary)];

    return entry
      ? [{ run: entry.run, case: entry.case, finding: { ...finding, canary: entry.canary.id } }]
      : [];
  });
}
