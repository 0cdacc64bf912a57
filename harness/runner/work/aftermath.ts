import { createDetector } from '../../detect/detector.ts';
import { exchangesOf } from '../../evidence/exchanges.ts';
import type { HarEntry } from '../../model/har.ts';
import type { LedgerEntry, OtherCaseFinding } from '../../model/ledger.ts';
import type { Tables } from '../tables.ts';
import { judgingBy } from './judging.ts';
import { chargeLate } from './late.ts';
import { readUptime, settleCases } from './settled.ts';
import type { Station } from './station.ts';

/** The last account of a batch: what came after its last case is searched too, and settles what it covers. */
export async function closeAccount(
  station: Station,
  of: { runDir: string; run: string; rules: string; tables: Tables },
): Promise<void> {
  const { recorder, handset, ledger, batch } = station;
  const judging = judgingBy(of.tables, of.rules);
  const reachedMs = await readUptime(station);
  const broken = await handset.brokenWay();
  const { entries } = recorder.since(station.account.mark);
  station.account = { mark: recorder.mark(), at: new Date().toISOString() };
  const others = searchFor(ledger.history(), entries, of.tables);
  await chargeLate(others, entries, { ...of, ledger, judging, recordedIn: `what came after ${batch.id}` });
  if (reachedMs !== undefined && broken === undefined)
    await settleCases(station, reachedMs, { runDir: of.runDir, judging });
}

/** Ids of canaries are not unique across cases: places in the ledger are. */
function searchFor(
  minted: readonly LedgerEntry[],
  entries: readonly HarEntry[],
  { policy }: Tables,
): OtherCaseFinding[] {
  if (minted.length === 0 || entries.length === 0) return [];
  const canaries = minted.map(({ canary }, place) => ({ ...canary, id: String(place) }));
  const detector = createDetector(canaries, policy.tables, policy.budget);
  for (const exchange of exchangesOf(entries)) detector.push(exchange);

  return detector.end().findings.flatMap((finding) => {
    const entry = minted[Number(finding.canary)];

    return entry
      ? [{ run: entry.run, case: entry.case, finding: { ...finding, canary: entry.canary.id } }]
      : [];
  });
}
