import { join } from 'node:path';
import { digestsOf, sha256OfFile } from '../../evidence/digest.ts';
import { readCaseRecord } from '../../evidence/folders.ts';
import type { Run } from '../../model/run.ts';

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
