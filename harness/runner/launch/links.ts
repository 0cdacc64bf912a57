import { join } from 'node:path';
import { readCaseRecord } from '../../evidence/folders.ts';
import type { CaseRecord } from '../../model/case.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Run } from '../../model/run.ts';
import type { Linkability } from '../../model/ties.ts';
import { linkabilityOf } from '../../verdict/linkability.ts';

/** Puts together over the cases of a run what each left of identifiers: how far a release's findings can be linked. */
export async function noteLinks(runDir: string, run: Run): Promise<void> {
  const records = new Map<string, Pick<CaseRecord, 'facts' | 'traces'>>();
  for (const row of run.cases)
    if (row.state === 'decided') records.set(row.id, await readCaseRecord(join(runDir, row.evidence)));
  const linkability = linksOf(run, records);
  if (linkability.length > 0) run.linkability = linkability;
}

/** The same from what each case left; releases of which nothing can be linked are not among them. */
export function linksOf(
  run: Run,
  records: ReadonlyMap<string, Pick<CaseRecord, 'facts' | 'traces'>>,
): Linkability[] {
  const cases = run.cases.flatMap((row) => {
    const record = records.get(row.id);
    if (!record) return [];
    const release = `${nameOfRelease(row.release)}~${row.release.sha256.slice(0, 8)}`;

    return [{ id: row.id, release, handset: record.facts.handset.serial, traces: record.traces }];
  });

  return linkabilityOf(cases).filter(({ by }) => by.length > 0);
}
