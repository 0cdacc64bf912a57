import { createDetector } from '../../detect/detector.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import type { LedgerEntry, OtherCaseFinding } from '../../model/ledger.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import { namesWithoutExchange } from '../../verdict/rules/names.ts';
import type { Tables } from '../tables.ts';
import { markEngine } from './conclude.ts';
import { judgingBy } from '../record/judging.ts';
import { chargeLate, type Recorded } from '../record/late-findings.ts';
import type { Station } from './station.ts';

/**
 * The last account of a batch: what came after its last case is searched too. What holds a canary goes to the case that
 * planted it, the rest is not kept; so that it settles no case either: nobody could see later what that leans on.
 */
export async function closeAccount(
  station: Pick<Station, 'recorder' | 'handset' | 'ledger' | 'batch' | 'account' | 'watching'>,
  of: { runDir: string; run: string; rules: string; tables: Tables },
): Promise<void> {
  const { recorder, handset, ledger, batch } = station;
  const recording = recorder.since(station.account.mark);
  const at = new Date().toISOString();
  station.account = { mark: recorder.mark(), at };
  const events: VisibilityEvent[] = [
    ...recording.events,
    ...(await handset.engineHosts()).map((host) => ({ kind: 'stand-in-engine' as const, at, host })),
  ];
  const entries = markEngine(recording.entries, events);
  const recorded: Recorded = {
    entries,
    names: namesWithoutExchange({ exchanges: exchangesOf(entries), visibility: { events } }),
  };
  await chargeLate(searchFor(ledger.history(), recorded, of.tables), recorded, {
    ...of,
    ledger,
    judging: judgingBy(of.tables, of.rules),
    recordedIn: `what came after ${batch.id}`,
    apps: [...(station.watching?.apps ?? [])],
  });
}

/** Ids of canaries are not unique across cases: places in the ledger are. */
function searchFor(
  minted: readonly LedgerEntry[],
  { entries, names }: Recorded,
  { policy }: Tables,
): OtherCaseFinding[] {
  if (minted.length === 0 || entries.length + names.length === 0) return [];
  const canaries = minted.map(({ canary }, place) => ({ ...canary, id: String(place) }));
  const detector = createDetector(canaries, policy.sdks, policy.budget);
  for (const exchange of exchangesOf(entries)) detector.push(exchange);
  for (const name of names) detector.pushName(name);

  return detector.end().findings.flatMap((finding) => {
    const entry = minted[Number(finding.canary)];

    return entry
      ? [{ run: entry.run, case: entry.case, finding: { ...finding, canary: entry.canary.id } }]
      : [];
  });
}
