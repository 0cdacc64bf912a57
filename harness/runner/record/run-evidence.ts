import { join } from 'node:path';
import { digestsOf, sha256OfFile } from '../../evidence/digest.ts';
import { readCaseEvidence, readCaseRecord } from '../../evidence/folders.ts';
import type { CaseRecord } from '../../model/case.ts';
import { Fault } from '../../model/fault.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Run, RunCase } from '../../model/run.ts';
import type { Linkability } from '../../model/ties.ts';
import { contactsOf, linkabilityOf } from '../../verdict/index.ts';

/**
 * The run with the SHA-256 of every file of its evidence. For a decided case: the files that its record lists, and the
 * record itself, which a later case may have rewritten. For the run: the plan and the rules in its folder.
 */
export async function withDigests<R extends Run>(runDir: string, run: R): Promise<R> {
  const cases: Run['cases'] = [];
  for (const row of run.cases) {
    if (row.state !== 'decided') {
      cases.push(row);
      continue;
    }
    const dir = join(runDir, row.evidence);
    const { files } = await readCaseRecord(dir);
    cases.push({ ...row, files: { 'case.json': await sha256OfFile(join(dir, 'case.json')), ...files } });
  }
  const rules = Object.entries(await digestsOf(join(runDir, 'rules')));
  const files = {
    'plan.json': await sha256OfFile(join(runDir, 'plan.json')),
    ...Object.fromEntries(rules.map(([path, sha256]) => [`rules/${path}`, sha256])),
  };

  return { ...run, cases, files };
}

/** The run with the hosts that each decided case contacted. Late traffic counts for the case that recorded it. */
export async function withContacts<R extends Run>(runDir: string, run: R): Promise<R> {
  const cases: Run['cases'] = [];
  for (const row of run.cases)
    cases.push(row.state === 'decided' ? await withContactsOfCase(runDir, row) : row);

  return { ...run, cases };
}

/** Evidence that cannot be read must not prevent the run from ending. The gate then treats the contacts as unknown. */
async function withContactsOfCase(runDir: string, row: RunCase): Promise<RunCase> {
  try {
    return { ...row, contacts: contactsOf(await readCaseEvidence(join(runDir, row.evidence))) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { contacts: _, ...rest } = row;

    return rest;
  }
}

/** The run with the releases whose reports can be linked across its cases, and by which identifiers. */
export async function withLinkability<R extends Run>(runDir: string, run: R): Promise<R> {
  const records = new Map<string, Pick<CaseRecord, 'facts' | 'traces'>>();
  for (const row of run.cases)
    if (row.state === 'decided') records.set(row.id, await readCaseRecord(join(runDir, row.evidence)));
  const linkability = findLinkability(run, records);

  return { ...run, ...(linkability.length > 0 && { linkability }) };
}

/** Merges the identifiers of a run's cases to find releases whose reports can be linked. Other releases are not listed. */
export function findLinkability(
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
