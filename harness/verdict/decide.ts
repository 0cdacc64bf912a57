import type { CaseEvidence, Judgement, Policy } from '../model/evidence.ts';
import type { ReasonRow, Verdict } from '../model/verdict.ts';
import { prepareRuleInput, type RuleInput } from './rule-input.ts';
import { type Occurrence, reasonFor, rowOf } from './reasons.ts';
import { search } from './search.ts';
import { counterProofReasons } from './rules/counter-proofs.ts';
import { configurationReasons } from './rules/configuration.ts';
import { consistencyReasons } from './rules/consistency/index.ts';
import { delegatedReasons } from './rules/delegated.ts';
import { dependenceReasons } from './rules/dependence.ts';
import { differentialReasons, decidingOccurrences } from './rules/differential.ts';
import { directReasons } from './rules/direct.ts';
import { unrecordedReasons } from './rules/unrecorded.ts';
import { weighFindings } from './rules/findings.ts';
import { heartbeatReasons } from './rules/heartbeat.ts';
import { identityReasons } from './rules/identities.ts';
import { jobsReasons } from './rules/jobs.ts';
import { networkReasons } from './rules/network.ts';
import { noteReasons } from './rules/notes.ts';
import { opaqueReasons } from './rules/opaque.ts';
import { pageReasons } from './rules/page.ts';
import { ownRowReasons, privateReasons } from './rules/private.ts';
import { pathReasons } from './rules/path-control.ts';
import { phoneStateReasons } from './rules/phone-state.ts';
import { relaunchReasons } from './rules/relaunch.ts';
import { unattributedReasons } from './rules/unattributed.ts';
import { targetReasons } from './rules/targets.ts';
import { trafficReasons } from './rules/traffic.ts';
import { twinReasons } from './rules/twin.ts';
import { valuesReasons } from './rules/values/reasons.ts';
import { versionReasons } from './rules/version.ts';
import { visibilityReasons } from './rules/visibility.ts';
import { windowReasons } from './rules/window.ts';

/** The rules, in the order in which reasons of one weight are listed. */
const RULES: readonly ((input: RuleInput) => Occurrence[])[] = [
  privateReasons,
  ownRowReasons,
  pageReasons,
  versionReasons,
  relaunchReasons,
  twinReasons,
  visibilityReasons,
  directReasons,
  unrecordedReasons,
  counterProofReasons,
  pathReasons,
  heartbeatReasons,
  targetReasons,
  unattributedReasons,
  opaqueReasons,
  valuesReasons,
  trafficReasons,
  delegatedReasons,
  configurationReasons,
  windowReasons,
  networkReasons,
  jobsReasons,
  phoneStateReasons,
  identityReasons,
  consistencyReasons,
  ({ evidence }) => differentialReasons(evidence),
  ({ evidence }) => dependenceReasons(evidence),
  noteReasons,
];

/**
 * The only function that gives a verdict, during a run and from its evidence years later. Pure: no clock, no
 * files, no randomness. A proven leak comes first; then anything that voids makes the case `inconclusive`; then a
 * finding makes it `suspect`; otherwise it is `clean`. Missing evidence is itself a reason that voids.
 * @param found what `search` finds in this evidence, if it was already searched
 */
export function decide(evidence: CaseEvidence, policy: Policy, found = search(evidence, policy)): Judgement {
  const input = prepareRuleInput(evidence, policy, found);
  const weighed = weighFindings(input);
  const occurrences = [...weighed.occurrences, ...RULES.flatMap((rule) => rule(input))];
  const verdict = verdictOf(decidingOccurrences(occurrences, policy), policy, weighed.leaks);
  if (verdict === 'clean') occurrences.unshift(nothingFoundOccurrence(evidence));
  const { report, late, twin, others } = input.search;
  const findings = [...report.findings, ...late];
  const { ms: _, ...stats } = report.stats;

  return {
    verdict,
    reasons: withoutDuplicates(
      byWeight(occurrences, policy).map((occurrence) => reasonFor(occurrence, policy)),
    ),
    findings,
    controls: report.controls,
    allowed: report.allowed,
    opaque: report.opaque,
    twin,
    others,
    recipients: [...new Set(findings.map((finding) => finding.host))].sort(),
    stats,
  };
}

function verdictOf(occurrences: readonly Occurrence[], policy: Policy, leaks: boolean): Verdict {
  if (leaks) return 'leaks';
  const weights = new Set(occurrences.map(({ code }) => rowOf(code, policy).weight));
  if (weights.has('voids')) return 'inconclusive';

  return weights.has('finds') ? 'suspect' : 'clean';
}

/** The order in which reasons are listed. */
const ORDER: readonly ReasonRow['weight'][] = ['finds', 'voids', 'limits', 'notes'];

function byWeight(occurrences: readonly Occurrence[], policy: Policy): Occurrence[] {
  const rank = ({ code }: Occurrence) => ORDER.indexOf(rowOf(code, policy).weight);

  return occurrences.toSorted((a, b) => rank(a) - rank(b));
}

function nothingFoundOccurrence({ canaries, exchanges }: CaseEvidence): Occurrence {
  const planted = canaries.filter((canary) => canary.role !== 'control').length;

  return { code: 'nothing-found', values: { canaries: planted, exchanges: exchanges.length } };
}

function withoutDuplicates<T extends { code: string; text: string }>(reasons: readonly T[]): T[] {
  return [...new Map(reasons.map((reason) => [`${reason.code} ${reason.text}`, reason])).values()];
}
