import { createDetector } from '../../detect/index.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import type { LedgerEntry, OtherCaseFinding } from '../../model/ledger.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { namesWithoutExchange } from '../../verdict/index.ts';
import type { Tables } from '../tables.ts';
import { markStandInEngine } from './conclude.ts';
import { judgingBy } from '../record/judging.ts';
import { chargeLate, type Recorded } from '../record/late-findings.ts';
import type { Station } from './station.ts';

/**
 * Searches what was recorded after the last case of a batch. What holds a canary is charged to the case that generated it; the
 * rest is not kept. So it settles no case either: the evidence would not show why.
 */
export async function searchAftermath(
  station: Pick<Station, 'recording' | 'handset' | 'ledger' | 'batch' | 'apps'>,
  of: { runDir: string; run: string; rules: string; tables: Tables },
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
  const recorded: Recorded = {
    entries,
    names: namesWithoutExchange({ exchanges: exchangesOf(entries), visibility: { events } }),
  };
  await chargeLate(searchFor(ledger.history(), recorded, of.tables), recorded, {
    ...of,
    ledger,
    judging: judgingBy(of.tables, of.rules),
    recordedIn: `what was sent after ${batch.id}`,
    apps: [...station.apps.known().attributed],
  });
}

/** Ids of canaries are not unique across cases; their indexes in the ledger are. */
function searchFor(
  generated: readonly LedgerEntry[],
  { entries, names }: Recorded,
  { policy }: Tables,
): OtherCaseFinding[] {
  if (generated.length === 0 || entries.length + names.length === 0) return [];
  const canaries = generated.map(({ canary }, index) => ({ ...canary, id: String(index) }));
  const detector = createDetector(canaries, policy.sdks, policy.budget);
  for (const exchange of exchangesOf(entries)) detector.push(exchange);
  for (const name of names) detector.pushName(name);

  return detector.end().findings.flatMap((finding) => {
    const entry = generated[Number(finding.canary)];

    return entry
      ? [{ run: entry.run, case: entry.case, finding: { ...finding, canary: entry.canary.id } }]
      : [];
  });
}
