import { join, resolve } from 'node:path';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import { readCase, readEndedRun } from '../evidence/folders.ts';
import { refuseTampering } from '../evidence/tampering.ts';
import type { ExitCode } from '../model/exit.ts';
import { invariant } from '../model/fault.ts';
import { nameOfRelease } from '../model/release.ts';
import { orderReleases } from '../releases/select.ts';
import type { Sdk } from '../model/sdk.ts';
import { readTables } from '../runner/tables.ts';
import { auditCase, type AuditedCase, auditReleases, isComplete, matchesRelease } from '../verdict/index.ts';
import { describeAudit } from './audit-text.ts';

export interface AuditOptions {
  release: string[];
  json?: boolean;
}

/**
 * `leakgate audit RUN...`: whom each release contacted in each window, with which paths and fields, and what is new since the
 * release before.
 * @returns 0; only `recipients: no-new` in `apks/expectations.yaml` makes a new recipient fail, at the gate
 * @throws {Fault} for simulated runs together with real ones, for a run that has not ended or was changed, and for a release that
 * no run has
 */
export async function audit(runs: readonly string[], options: AuditOptions): Promise<ExitCode> {
  const { policy, ties } = await readTables(DEFAULT_BUDGET);
  const read: (AuditedCase & { simulated: boolean })[] = [];
  for (const run of runs) read.push(...(await readAuditedCases(resolve(run), policy.sdks)));
  invariant(read.length > 0, 'nothing can be audited: no case of these runs was decided');
  invariant(
    new Set(read.map(({ simulated }) => simulated)).size === 1,
    'simulated and real releases cannot be compared with each other',
    'name only runs of simulated releases, or only runs of real ones',
  );
  const report = auditReleases(chooseReleases(read, options.release), {
    owners: ties.owners,
    simulated: read.some(({ simulated }) => simulated),
  });
  process.stdout.write(
    options.json ? `${JSON.stringify(report, null, 2)}\n` : `${describeAudit(report).join('\n')}\n`,
  );

  return 0;
}

async function readAuditedCases(
  runDir: string,
  sdks: readonly Sdk[],
): Promise<(AuditedCase & { simulated: boolean })[]> {
  const run = await readEndedRun(runDir);
  await refuseTampering(runDir, run);
  const cases: (AuditedCase & { simulated: boolean })[] = [];
  for (const { state, evidence: folder } of run.cases) {
    if (state !== 'decided') continue;
    const { record, evidence } = await readCase(join(runDir, folder));
    const { release, scenario, mode, handset } = record.facts;
    const { simulated } = handset;
    cases.push({
      release,
      scenario,
      mode,
      simulated,
      complete: isComplete(record),
      rows: auditCase(evidence, sdks),
    });
  }

  return cases;
}

/** The cases of each release that a name matches, or of all, oldest release first. @throws {Fault} for a name that matches none */
function chooseReleases(cases: readonly AuditedCase[], names: readonly string[]): AuditedCase[][] {
  const releases = orderReleases([
    ...new Map(cases.map(({ release }) => [release.sha256, release])).values(),
  ]);
  for (const name of names)
    invariant(
      releases.some((release) => matchesRelease(release, name)),
      `no run has the release '${name}'`,
      `the runs have ${releases.map(nameOfRelease).join(', ')}`,
    );

  return releases
    .filter((release) => names.length === 0 || names.some((name) => matchesRelease(release, name)))
    .map(({ sha256 }) => cases.filter(({ release }) => release.sha256 === sha256));
}
