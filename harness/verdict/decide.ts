import { createDetector } from '../detect/detector.ts';
import type { CaseEvidence, Judgement, Policy } from '../model/evidence.ts';
import type { ReasonRow, Verdict } from '../model/verdict.ts';
import { type Occurrence, reasonFor, weightOf } from './reasons.ts';
import { differentialReasons, standing } from './rules/differential.ts';
import { weighFindings } from './rules/findings.ts';
import { namesWithoutExchange } from './rules/names.ts';
import { pageReasons } from './rules/page.ts';
import { privateReasons } from './rules/private.ts';
import { trafficReasons } from './rules/traffic.ts';
import { versionReasons } from './rules/version.ts';
import { visibilityReasons } from './rules/visibility.ts';
import { windowReasons } from './rules/window.ts';

/**
 * The only way to a verdict, for a live run and for its evidence years later: pure, without clock, files or chance.
 * A proven leak beats everything; then anything that voids makes the case inconclusive; then what is merely suspect; only
 * what is left is clean. Whatever is missing from the evidence is itself a reason that voids.
 */
export function decide(evidence: CaseEvidence, policy: Policy): Judgement {
  const detector = createDetector(evidence.canaries, policy.tables, policy.budget);
  for (const exchange of evidence.exchanges) detector.push(exchange);
  const names = namesWithoutExchange(evidence);
  for (const name of names) detector.pushName(name);
  const report = detector.end();
  const weighed = weighFindings(evidence, names, report.findings);
  const occurrences = [
    ...weighed.occurrences,
    ...privateReasons(evidence),
    ...pageReasons(evidence, report.controls),
    ...versionReasons(evidence),
    ...visibilityReasons(evidence),
    ...trafficReasons(evidence, report),
    ...windowReasons(evidence),
    ...differentialReasons(evidence),
    ...notes(evidence),
  ];
  const verdict = verdictOf(standing(occurrences), policy, weighed.leaks);
  if (verdict === 'clean') occurrences.unshift(nothingFound(evidence));
  const { ms: _, ...stats } = report.stats;

  return {
    verdict,
    reasons: distinct(byWeight(occurrences, policy).map((occurrence) => reasonFor(occurrence, policy))),
    findings: report.findings,
    controls: report.controls,
    allowed: report.allowed,
    opaque: report.opaque,
    twin: [],
    others: [],
    recipients: [...new Set(report.findings.map((finding) => finding.host))].sort(),
    stats,
  };
}

function verdictOf(occurrences: readonly Occurrence[], policy: Policy, leaks: boolean): Verdict {
  if (leaks) return 'leaks';
  const weights = new Set(occurrences.map(({ code }) => weightOf(code, policy)));
  if (weights.has('voids')) return 'inconclusive';

  return weights.has('finds') ? 'suspect' : 'clean';
}

/** What decides first: findings, then what voids, what limits, what is only noted. */
const ORDER: readonly ReasonRow['weight'][] = ['finds', 'voids', 'limits', 'notes'];

function byWeight(occurrences: readonly Occurrence[], policy: Policy): Occurrence[] {
  const rank = ({ code }: Occurrence) => ORDER.indexOf(weightOf(code, policy));

  return occurrences.toSorted((a, b) => rank(a) - rank(b));
}

function notes({ facts }: CaseEvidence): Occurrence[] {
  return facts.handset.simulated ? [{ code: 'simulated', values: { speed: facts.handset.speed } }] : [];
}

function nothingFound({ canaries, exchanges }: CaseEvidence): Occurrence {
  const planted = canaries.filter((canary) => canary.role !== 'control').length;

  return { code: 'nothing-found', values: { canaries: planted, exchanges: exchanges.length } };
}

function distinct<T extends { code: string; text: string }>(reasons: readonly T[]): T[] {
  return [...new Map(reasons.map((reason) => [`${reason.code} ${reason.text}`, reason])).values()];
}
