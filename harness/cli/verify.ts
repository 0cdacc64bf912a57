import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import pc from 'picocolors';
import { DEFAULT_BUDGET } from '../detect/detector.ts';
import { readCase, readRun } from '../evidence/folders.ts';
import { findTampering } from '../evidence/tampering.ts';
import type { CaseRecord } from '../model/case.ts';
import type { Judgement, Policy } from '../model/evidence.ts';
import { type ExitCode, exitCodeOf, type Outcome } from '../model/exit.ts';
import { Fault, invariant } from '../model/fault.ts';
import type { Run, RunCase } from '../model/run.ts';
import { rulesDigest } from '../runner/rules.ts';
import { readTables } from '../runner/tables.ts';
import { decide } from '../verdict/decide.ts';

export interface VerifyOptions {
  json?: boolean;
}

interface Verified {
  case: string;
  recorded: string;
  now: string;
  /** What differs, a phrase each; empty where the case is the same. */
  differences: string[];
}

/**
 * `leakgate verify DIR`: reaches the verdicts of a run again, from its evidence alone. Digests first: what was changed is
 * named and nothing is judged on it.
 * @returns 0 same; 1 a verdict turns to `leaks`; 2 any other difference, or other rules than the run's
 * @throws {Fault} for what is missing or tampered with
 */
export async function verify(dir: string, options: VerifyOptions): Promise<ExitCode> {
  const runDir = resolve(dir);
  const run = await readRun(runDir);
  const decided = run.cases.filter((each) => each.state === 'decided');
  invariant(decided.length > 0, `${runDir} holds no decided case: there is nothing to verify`);
  await checkDigests(runDir, decided);
  const { policy } = await readTables(DEFAULT_BUDGET);
  const rules = await rulesDigest();
  const cases: Verified[] = [];
  for (const row of decided) {
    const { record, evidence } = await readCase(join(runDir, row.evidence));
    cases.push(compareCase(row, record, decide(evidence, policy), policy));
  }
  const sameRules = rules === run.rules;
  if (options.json) process.stdout.write(`${JSON.stringify({ run: run.id, sameRules, cases }, null, 2)}\n`);
  else process.stdout.write(`${describe(run, sameRules, cases).join('\n')}\n`);

  return exitCodeOf([...cases.map(outcomeOf), sameRules ? 'fine' : 'undecided']);
}

async function checkDigests(runDir: string, rows: readonly RunCase[]): Promise<void> {
  const complaints: string[] = [];
  for (const row of rows) complaints.push(...(await findTampering(join(runDir, row.evidence), row.files)));
  if (complaints.length > 0)
    throw new Fault(
      `the evidence is not what the run wrote:\n${complaints.map((each) => `  ${each}`).join('\n')}`,
      {
        fix: 'nothing was judged; get the evidence as the run left it',
      },
    );
}

/** Holds what was written down, in run.json and in case.json, against what the evidence says now. */
function compareCase(row: RunCase, record: CaseRecord, now: Judgement, policy: Policy): Verified {
  const differences: string[] = [];
  const compare = (what: string, recorded: unknown, again: unknown) => {
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(recorded)), JSON.parse(JSON.stringify(again))))
      differences.push(what);
  };
  if (now.verdict !== row.verdict)
    differences.push(`the verdict was ${row.verdict ?? 'none'}, and is ${now.verdict}`);
  compare('run.json and case.json disagree on the verdict', row.verdict, record.verdict);
  compare('the digests in case.json are not those of run.json', row.files, record.files);
  for (const key of ['reasons', 'findings', 'controls', 'allowed', 'opaque', 'recipients', 'stats'] as const)
    compare(`other ${key}`, record[key], now[key]);
  compare('run.json gives other reasons', row.reasons, now.reasons);
  compare('run.json counts other findings', row.findings, now.findings.length);
  compare('run.json names other recipients', row.recipients, now.recipients);
  if (!policy.reasons.some((reason) => reason.code === record.reasons[0]?.code) && record.reasons.length > 0)
    differences.push(`the reason ${record.reasons[0]?.code ?? ''} is none that these rules know`);

  return { case: row.id, recorded: row.verdict ?? 'none', now: now.verdict, differences };
}

function outcomeOf({ recorded, now, differences }: Verified): Outcome['kind'] {
  if (now === 'leaks' && recorded !== 'leaks') return 'leak';

  return differences.length > 0 ? 'undecided' : 'fine';
}

function describe(run: Run, sameRules: boolean, cases: readonly Verified[]): string[] {
  const lines = cases.flatMap(({ case: id, now, differences }) =>
    differences.length === 0
      ? [`${pc.green('same')}  ${id}: ${now}`]
      : [`${pc.red('other')} ${id}`, ...differences.map((each) => `        ${each}`)],
  );
  const undecided = run.cases.filter((each) => each.state !== 'decided').length;
  if (undecided > 0)
    lines.push(
      pc.yellow(`${undecided} planned cases were never decided; there is nothing to verify of them`),
    );
  if (!sameRules)
    lines.push(
      pc.yellow('other rules: the detector, verdict or tables here are not those that the run was judged by'),
    );
  const same = sameRules && cases.every((each) => each.differences.length === 0);

  return [...lines, same ? pc.green('same') : pc.red('not the same')];
}
