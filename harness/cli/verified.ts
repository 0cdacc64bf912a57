import { isDeepStrictEqual } from 'node:util';
import type { Canary } from '../model/canary.ts';
import { type CaseRecord, folderOfCase } from '../model/case.ts';
import type { Judgement, Policy } from '../model/evidence.ts';
import type { Outcome } from '../model/exit.ts';
import type { Expectation } from '../model/expectations.ts';
import type { HandsetFacts } from '../model/handset.ts';
import type { Run, RunCase } from '../model/run.ts';
import type { Linkability } from '../model/ties.ts';
import { allowedRecipients } from '../verdict/index.ts';

/** A case that was judged again. */
export interface Verified {
  case: string;
  recorded: string;
  now: string;
  /** What differs, a phrase each; empty where the case is the same. */
  differences: string[];
}

/**
 * Compares what run.json and case.json say with what the evidence says now. Under other rules, reasons are compared by
 * their codes: the sentence of a code may have changed.
 */
export function compareCase(
  run: Run,
  row: RunCase,
  record: CaseRecord,
  now: Judgement,
  { policy, sameRules }: { policy: Policy; sameRules: boolean },
): Verified {
  if (row.state !== 'decided') return neverDecided(row, record, now);
  const differences: string[] = [];
  const compare = (what: string, recorded: unknown, again: unknown) => {
    if (!isDeepStrictEqual(asWritten(recorded), asWritten(again))) differences.push(what);
  };
  if (now.verdict !== row.verdict)
    differences.push(`the verdict was ${row.verdict ?? 'none'}, and is ${now.verdict}`);
  compare('run.json and case.json disagree on the verdict', row.verdict, record.verdict);
  const { 'case.json': _, ...files } = row.files;
  compare('the digests in case.json are not those of run.json', files, record.files);
  const written: Partial<Record<string, unknown>> = record;
  for (const [key, value] of Object.entries(now))
    if (key !== 'verdict' && key !== 'reasons') compare(`other ${key}`, written[key], value);
  const reasonsOf = (reasons: RunCase['reasons']) =>
    sameRules ? reasons : [...new Set(reasons.map(({ code }) => code))];
  compare('other reasons', reasonsOf(record.reasons), reasonsOf(now.reasons));
  compare('run.json and case.json disagree on the reasons', row.reasons, record.reasons);
  compare('run.json gives other reasons', reasonsOf(row.reasons), reasonsOf(now.reasons));
  compare('run.json counts other findings', row.findings, now.findings.length);
  compare('run.json names other recipients', row.recipients, now.recipients);
  if (!(record.startedAt >= run.startedAt && record.finishedAt <= (run.finishedAt ?? '')))
    differences.push('it was recorded before the run began, or after it ended');
  for (const [what, written, evident] of identityOf(run, row, record))
    compare(`run.json says ${what} than case.json`, written, evident);
  const unknown = record.reasons.find(({ code }) => !policy.reasons.some((reason) => reason.code === code));
  if (unknown) differences.push(`the reason ${unknown.code} is none that these rules know`);

  return { case: row.id, recorded: row.verdict ?? 'none', now: now.verdict, differences };
}

/** What run.json says of who and what was judged, each beside what the case says itself. */
function identityOf(
  run: Run,
  row: RunCase,
  { facts, rules, attempt, startedAt, finishedAt }: CaseRecord,
): [what: string, written: unknown, evident: unknown][] {
  const handset = row.handset === null ? undefined : run.handsets[row.handset];

  return [
    ['another case', row.id, facts.id],
    ['another folder', row.evidence, `cases/${folderOfCase(facts.id)}/`],
    ['another release', row.release, facts.release],
    ['another scenario', row.scenario, facts.scenario],
    ['another mode', row.mode, facts.mode],
    ['another handset', sameOf(handset), sameOf(facts.handset)],
    ['other rules', run.rules, rules],
    ['another attempt', row.attempts, attempt],
    ['another duration', row.durationMs, Date.parse(finishedAt) - Date.parse(startedAt)],
  ];
}

/** What of a handset is the same in all cases of a run. */
function sameOf(handset: HandsetFacts | undefined): unknown {
  const { serial, simulated, speed, model, rooted, interception } = handset ?? {};

  return { serial, simulated, speed, model, rooted, interception };
}

/** A case whose verdict the run does not know of. */
function neverDecided(row: RunCase, { verdict }: CaseRecord, now: Judgement): Verified {
  const difference = `run.json says that it was never decided, and its folder holds a verdict: ${verdict}`;

  return { case: row.id, recorded: 'none', now: now.verdict, differences: [difference] };
}

/** A case as it was judged now, as far as others are held against it. */
export interface JudgedNow {
  now: Pick<Judgement, 'findings' | 'others'>;
  /** How many exchanges were recorded while it ran; findings beyond came late. */
  exchanges: number;
}

/**
 * What was found of one case during another has to be charged to the one that planted it: where it is not, late traffic was
 * taken out of its folder, or never got there.
 */
export function compareCharges(run: string, cases: ReadonlyMap<string, JudgedNow>): string[] {
  const missing = [...cases].flatMap(([during, { now }]) =>
    now.others
      .filter((other) => other.run === run)
      .flatMap(({ case: id, finding: { canary, host } }) => {
        const planted = cases.get(id);
        const isCharged = planted?.now.findings.some(
          (each) => each.canary === canary && each.host === host && each.exchange >= planted.exchanges,
        );

        return planted && !isCharged
          ? [`${canary} of ${id} went to ${host} during ${during}, and is not charged to it`]
          : [];
      }),
  );

  return [...new Set(missing)];
}

/** What run.json says over all of its cases, against what they say now. */
export function compareLinks(run: Run, linkability: readonly Linkability[]): string[] {
  return isDeepStrictEqual(asWritten(run.linkability ?? []), asWritten(linkability))
    ? []
    : ['linkability in run.json'];
}

export function outcomeOf({ recorded, now, differences }: Verified): Outcome['kind'] {
  if (now === 'leaks' && recorded !== 'leaks') return 'leak';

  return differences.length > 0 ? 'undecided' : 'fine';
}

/** A value as a file gives it back: without what is undefined. */
function asWritten(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

/**
 * Who may have what was browsed stands in the canaries of a case, and has to come from the expectations of its run: with a
 * recipient more a leak is none.
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
      .map((host) => `canaries.json allows ${id} to ${host}, and apks/expectations.yaml of the run does not`);
  });
}
