import { isDeepStrictEqual } from 'node:util';
import type { Contact } from '../model/audit.ts';
import type { Canary } from '../model/canary.ts';
import { type CaseRecord, folderOfCase } from '../model/case.ts';
import type { Judgement, Policy } from '../model/evidence.ts';
import type { Outcome } from '../model/exit.ts';
import type { Expectation } from '../model/expectations.ts';
import type { HandsetFacts } from '../model/handset.ts';
import type { Run, RunCase } from '../model/run.ts';
import type { Linkability } from '../model/ties.ts';
import type { Independence } from '../evidence/rejudge.ts';
import { independenceOf } from '../runner/record/independence.ts';
import { allowedRecipients } from '../verdict/index.ts';

/** A case that was judged again. */
export interface VerifiedCase {
  case: string;
  recorded: string;
  now: string;
  /** A phrase for each difference. */
  differences: string[];
}

/**
 * Compares run.json and case.json with a new judgement of the evidence. Under other rules, reasons are compared by code, as
 * the sentence of a code may have changed.
 */
export function compareCase(
  run: Run,
  row: RunCase,
  record: CaseRecord,
  now: Judgement,
  { policy, sameRules }: { policy: Policy; sameRules: boolean },
): VerifiedCase {
  if (row.state !== 'decided') return verifyUndecided(row, record, now);
  const differences: string[] = [];
  const compare = (what: string, recorded: unknown, again: unknown) => {
    if (!isDeepStrictEqual(asJson(recorded), asJson(again))) differences.push(what);
  };
  if (now.verdict !== row.verdict)
    differences.push(`the verdict in run.json was ${row.verdict ?? 'none'} and is now ${now.verdict}`);
  compare('run.json and case.json have different verdicts', row.verdict, record.verdict);
  const { 'case.json': _, ...files } = row.files;
  compare('run.json and case.json have different digests of the files', files, record.files);
  const written: Partial<Record<string, unknown>> = record;
  for (const [key, value] of Object.entries(now))
    if (key !== 'verdict' && key !== 'reasons') compare(`other ${key}`, written[key], value);
  const reasonsOf = (reasons: RunCase['reasons']) =>
    sameRules ? reasons : [...new Set(reasons.map(({ code }) => code))];
  compare('other reasons', reasonsOf(record.reasons), reasonsOf(now.reasons));
  compare('run.json and case.json have different reasons', row.reasons, record.reasons);
  compare(
    'the reasons in run.json differ from those of the new judgement',
    reasonsOf(row.reasons),
    reasonsOf(now.reasons),
  );
  compare(
    'the number of findings in run.json differs from that of the new judgement',
    row.findings,
    now.findings.length,
  );
  compare(
    'the recipients in run.json differ from those of the new judgement',
    row.recipients,
    now.recipients,
  );
  if (!(record.startedAt >= run.startedAt && record.finishedAt <= (run.finishedAt ?? '')))
    differences.push('the case was recorded before the run began or after the run ended');
  for (const [what, written, evident] of identityOf(run, row, record))
    compare(`run.json and case.json name different ${what}`, written, evident);
  const unknown = record.reasons.find(({ code }) => !policy.reasons.some((reason) => reason.code === code));
  if (unknown) differences.push(`the rules of this version have no reason ${unknown.code}`);

  return { case: row.id, recorded: row.verdict ?? 'none', now: now.verdict, differences };
}

/** Properties of a case as in run.json, and as in the case's own record. */
function identityOf(
  run: Run,
  row: RunCase,
  { facts, rules, attempt, startedAt, finishedAt }: CaseRecord,
): [what: string, written: unknown, evident: unknown][] {
  const handset = row.handset === null ? undefined : run.handsets[row.handset];

  return [
    ['cases', row.id, facts.id],
    ['folders', row.evidence, `cases/${folderOfCase(facts.id)}/`],
    ['releases', row.release, facts.release],
    ['scenarios', row.scenario, facts.scenario],
    ['modes', row.mode, facts.mode],
    ['handsets', stablePropertiesOf(handset), stablePropertiesOf(facts.handset)],
    ['rules', run.rules, rules],
    ['attempts', row.attempts, attempt],
    ['durations', row.durationMs, Date.parse(finishedAt) - Date.parse(startedAt)],
  ];
}

/** The handset's properties that are equal in all cases of a run. */
function stablePropertiesOf(handset: HandsetFacts | undefined): unknown {
  const { serial, simulated, speed, model, rooted, interception } = handset ?? {};

  return { serial, simulated, speed, model, rooted, interception };
}

/** The result for a case whose folder has a verdict that run.json lacks. */
function verifyUndecided(row: RunCase, { verdict }: CaseRecord, now: Judgement): VerifiedCase {
  const difference = `run.json says that the case was never decided, but the folder of the case has the verdict ${verdict}`;

  return { case: row.id, recorded: 'none', now: now.verdict, differences: [difference] };
}

/** The new judgement of a case, for comparison with other cases of the run. */
export interface JudgedNow {
  now: Pick<Judgement, 'findings' | 'others'>;
  /** Number of exchanges recorded during the case; findings beyond it came late. */
  exchanges: number;
}

/**
 * Late findings that are not charged to the case that generated the canary, as late traffic was removed from its folder or
 * never added.
 */
export function compareCharges(run: string, cases: ReadonlyMap<string, JudgedNow>): string[] {
  const missing = [...cases].flatMap(([during, { now }]) =>
    now.others
      .filter((finding) => finding.run === run)
      .flatMap(({ case: id, finding: { canary, host } }) => {
        const owner = cases.get(id);
        const isCharged = owner?.now.findings.some(
          (charged) =>
            charged.canary === canary && charged.host === host && charged.exchange >= owner.exchanges,
        );

        return owner && !isCharged
          ? [
              `${canary} of the case ${id} was sent to ${host} during ${during}, but ${id} does not list this finding`,
            ]
          : [];
      }),
  );

  return [...new Set(missing)];
}

/** The new judgement of a case, and what it repeats of experiments. */
export interface JudgedBeside {
  row: RunCase;
  independent: readonly Independence[];
}

/** Clean cases whose timeline does not repeat what the experiments of the run say now. */
export function compareIndependence(
  cases: readonly JudgedBeside[],
  policy: Pick<Policy, 'reasons'>,
): string[] {
  const rows = cases.map(({ row }) => row);

  return cases.flatMap(({ row, independent }) => {
    const said = independent.map(({ case: id, detail }) => ({ case: id, detail }));

    return isDeepStrictEqual(said, independenceOf(row, { cases: rows }, policy))
      ? []
      : [
          `${row.id} does not repeat what the experiment of this run with the same release, mode and handset says`,
        ];
  });
}

/** Compares the linkability in run.json with that of the cases judged again. */
export function compareLinks(run: Run, linkability: readonly Linkability[]): string[] {
  return isDeepStrictEqual(asJson(run.linkability ?? []), asJson(linkability))
    ? []
    : ['the linkability in run.json differs from that of the evidence'];
}

/** Compares the contacted hosts in run.json with those in the evidence: a host less could hide a new recipient. */
export function compareContacts({ contacts }: RunCase, now: readonly Contact[]): string[] {
  return contacts === undefined || isDeepStrictEqual(contacts, now)
    ? []
    : ['the contacted hosts in run.json differ from those in the evidence'];
}

export function outcomeOf({ recorded, now, differences }: VerifiedCase): Outcome['kind'] {
  if (now === 'leaks' && recorded !== 'leaks') return 'leak';

  return differences.length > 0 ? 'undecided' : 'fine';
}

/** A value as it would be read back from a JSON file: without undefined fields. */
function asJson(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

/**
 * The recipients that a case's canaries allow must come from the run's expectations: one recipient more could hide a leak.
 */
export function compareAllowed(
  { facts, startedAt, finishedAt }: Pick<CaseRecord, 'facts' | 'startedAt' | 'finishedAt'>,
  canaries: readonly Canary[],
  expectations: readonly Expectation[],
): string[] {
  const on = facts.handset.simulated ? 'simulated' : 'real';
  const days = [startedAt, finishedAt].map((time) => time.slice(0, 10));

  return canaries.flatMap(({ id, kind, allowedHosts = [] }) => {
    const allowed = days.flatMap((day) => allowedRecipients({ ...facts, on }, kind, expectations, day));

    return allowedHosts
      .filter((host) => !allowed.includes(host))
      .map(
        (host) =>
          `canaries.json lets ${host} receive ${id}, but apks/expectations.yaml in the run's folder does not`,
      );
  });
}
