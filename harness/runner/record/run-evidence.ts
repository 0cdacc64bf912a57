import { join } from 'node:path';
import { digestsOf, sha256OfFile } from '../../evidence/digest.ts';
import { readCaseRecord } from '../../evidence/folders.ts';
import type { CaseRecord } from '../../model/case.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Run } from '../../model/run.ts';
import type { Linkability } from '../../model/ties.ts';
import { linkabilityOf } from '../../verdict/index.ts';

/**
 * Writes the SHA-256 of every file of the evidence into a run that has ended: of each decided case what its record says, and
 * that of the record itself, which may have been written anew by a later case; of the run its plan and the rules in force.
 */
export async function noteDigests(runDir: string, run: Run): Promise<void> {
  for (const row of run.cases) {
    if (row.state !== 'decided') continue;
    const dir = join(runDir, row.evidence);
    const { files } = await readCaseRecord(dir);
    row.files = { 'case.json': await sha256OfFile(join(dir, 'case.json')), ...files };
  }
  const rules = await digestsOf(join(runDir, 'rules'));
  run.files = { 'plan.json': await sha256OfFile(join(runDir, 'plan.json')) };
  for (const [path, sha256] of Object.entries(rules)) run.files[`rules/${path}`] = sha256;
}

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
