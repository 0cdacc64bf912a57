import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pc from 'picocolors';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import { readCase, readEndedRun } from '../evidence/folders.ts';
import { readRunDigest } from '../evidence/run-digest.ts';
import { refuseTampering } from '../evidence/tampering.ts';
import type { CaseRecord } from '../model/case.ts';
import { type ExitCode, exitCodeOf } from '../model/exit.ts';
import { invariant } from '../model/fault.ts';
import { printable } from '../model/printable.ts';
import type { Run, RunCase } from '../model/run.ts';
import { findLinkability } from '../runner/record/run-evidence.ts';
import { readKeptExpectations } from '../runner/rules.ts';
import { readTables } from '../runner/tables.ts';
import { contactsOf } from '../verdict/index.ts';
import { createJudge } from '../runner/record/judge.ts';
import { compareChains } from './verified-chains.ts';
import { compareGeneratedFiles, comparePlots } from './verified-plots.ts';
import {
  compareAllowed,
  compareCase,
  compareContacts,
  compareCharges,
  compareIndependence,
  compareLinks,
  type JudgedBeside,
  type JudgedNow,
  outcomeOf,
  type VerifiedCase,
} from './verified.ts';
import { compareRules } from './verified-rules.ts';
import { compareWithFolder } from './verified-run.ts';
import { counted } from '../model/counted.ts';

export interface VerifyOptions {
  /** The run's digest from another source: printed, published or in a report. */
  digest?: string;
  json?: boolean;
}

/**
 * `leakgate verify DIR`: judges a run again from its evidence. Checks digests first: if a file was changed, names it and
 * judges nothing.
 * @returns 0 if all is the same; 1 if a verdict turns to `leaks`; 2 for any other difference, or other rules than the run's
 * @throws {Fault} for missing or changed files
 */
export async function verify(dir: string, options: VerifyOptions): Promise<ExitCode> {
  const runDir = resolve(dir);
  const run = await readEndedRun(runDir);
  const digest = await readRunDigest(runDir);
  const byproducts = await refuseTampering(runDir, run, options.digest);
  const judged = run.cases.filter((row) => row.state === 'decided' || hasCaseRecord(runDir, row));
  invariant(judged.length > 0, `${runDir} cannot be verified: none of its cases has a verdict`);
  const tables = await readTables(DEFAULT_BUDGET);
  const judge = createJudge(tables, run.rules);
  const rules = await compareRules(runDir, run);
  const expectations = await readKeptExpectations(runDir);
  const cases: VerifiedCase[] = [];
  const judgedNow = new Map<string, Pick<CaseRecord, 'facts' | 'traces'> & JudgedNow & JudgedBeside>();
  for (const row of judged) {
    const { record, evidence } = await readCase(join(runDir, row.evidence));
    const { judgement: now, decoded } = judge.judgeEvidence(evidence);
    const compared = compareCase(run, row, record, now, {
      policy: tables.policy,
      sameRules: rules.length === 0,
    });
    const otherDifferences = [
      ...compareContacts(row, contactsOf(evidence)),
      ...compareAllowed(record, evidence.canaries, expectations),
      ...compareChains(record.findings, evidence, DEFAULT_BUDGET),
      ...comparePlots(record, evidence),
      ...compareGeneratedFiles('decoded', decoded, record),
    ];
    cases.push({ ...compared, differences: [...compared.differences, ...otherDifferences] });
    judgedNow.set(row.id, {
      row: { ...row, verdict: now.verdict, reasons: now.reasons },
      independent: evidence.timeline.steps.filter((step) => step.kind === 'independent-of-page'),
      facts: record.facts,
      traces: now.traces,
      now: { findings: now.findings, others: now.others },
      exchanges: evidence.exchanges.length,
    });
  }
  const differences = [
    ...compareIndependence([...judgedNow.values()], tables.policy),
    ...compareLinks(run, findLinkability(run, judgedNow)),
    ...compareCharges(run.id, judgedNow),
    ...(await compareWithFolder(runDir, run)),
  ];
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ run: run.id, digest, redacted: run.redacted ?? null, sameRules: rules.length === 0, otherRules: rules, byproducts, differences, cases }, null, 2)}\n`,
    );
  else
    process.stdout.write(`${describe({ run, digest, rules, byproducts, differences, cases }).join('\n')}\n`);

  const isSame = rules.length === 0 && differences.length === 0;

  return exitCodeOf([...cases.map(outcomeOf), isSame ? 'fine' : 'undecided']);
}

/** Whether a case has a record. A case that is undecided in run.json may still have a verdict in its folder. */
function hasCaseRecord(runDir: string, { evidence }: RunCase): boolean {
  return existsSync(join(runDir, evidence, 'case.json'));
}

/** How many differences of the rules are listed. */
const MAX_RULES_SHOWN = 10;

function describe(verified: {
  run: Run;
  digest: string;
  rules: readonly string[];
  byproducts: readonly string[];
  differences: readonly string[];
  cases: readonly VerifiedCase[];
}): string[] {
  const { run, digest, rules, byproducts, differences, cases } = verified;
  const lines = [`run ${printable(run.id)}, digest sha256:${digest}`];
  if (run.redacted)
    lines.push(
      `a redacted bundle of the run with the digest sha256:${run.redacted.of}; the tester's own values were replaced`,
    );
  for (const { case: id, now, differences } of cases)
    lines.push(
      differences.length === 0
        ? `${pc.green('same')}  ${printable(id)}: ${now}`
        : `${pc.red('other')} ${printable(id)}`,
      ...differences.map((difference) => `        ${printable(difference)}`),
    );
  const undecided = run.cases.length - cases.length;
  if (undecided > 0)
    lines.push(
      pc.yellow(
        `${counted(undecided, 'planned case was', 'planned cases were')} never decided and could not be verified`,
      ),
    );
  lines.push(...differences.map((difference) => `${pc.red('other')} ${printable(difference)}`));
  lines.push(...byproducts.map((byproduct) => pc.yellow(`${byproduct}; logs are not evidence`)));
  if (rules.length > 0)
    lines.push(
      pc.yellow('other rules: these rules (code or tables) differ from those that judged the run:'),
      ...rules.slice(0, MAX_RULES_SHOWN).map((difference) => `        ${printable(difference)}`),
      ...(rules.length > MAX_RULES_SHOWN
        ? [`        and ${rules.length - MAX_RULES_SHOWN} more; --json lists all of them`]
        : []),
    );
  const isSame =
    rules.length === 0 &&
    differences.length === 0 &&
    cases.every((verified) => verified.differences.length === 0);

  return [...lines, isSame ? pc.green('same') : pc.red('not the same')];
}
