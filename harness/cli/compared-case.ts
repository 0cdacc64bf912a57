import { join } from 'node:path';
import { getDomain } from 'tldts';
import { hostsOf } from '../detect/index.ts';
import { readCase } from '../evidence/folders.ts';
import { nounOfCanary } from '../model/canary.ts';
import type { CaseRecord } from '../model/case.ts';
import type { CaseEvidence, Policy } from '../model/evidence.ts';
import type { HandsetFacts } from '../model/handset.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import type { RunCase } from '../model/run.ts';
import type { Finding } from '../model/scan.ts';
import type { Identifier } from '../model/ties.ts';
import {
  effectsOf,
  hidingReasons,
  type JudgedCase,
  type SentFinding,
  type TiedJudgement,
} from '../verdict/index.ts';

/** What is needed to compare cases. `policy` says which reasons limit a clean verdict. */
export interface ComparisonContext {
  policy: Policy;
  /** Judges evidence again by the current rules; undefined if the recorded verdicts can be compared. */
  judgeAgain: ((evidence: CaseEvidence) => TiedJudgement) | undefined;
}

/**
 * Reads a case of a run in comparable form. A planned case that was never decided counts as inconclusive. @throws {Fault}
 */
export async function readJudgedCase(
  runDir: string,
  run: string,
  row: RunCase,
  simulated: boolean,
  { policy, judgeAgain }: ComparisonContext,
): Promise<JudgedCase> {
  const { release, scenario, mode } = row;
  const common = {
    release,
    scenario,
    mode: { private: mode.private, statistics: mode.statistics },
    run,
    simulated,
    ...(mode.switch && { position: positionOf(mode) }),
  };
  if (row.state !== 'decided')
    return {
      ...common,
      verdict: 'inconclusive',
      ...effectsOf(['not-run'] satisfies ReasonCode[], policy),
      hidden: [],
      findings: [],
      identifiers: [],
    };
  const { record, evidence } = await readCase(join(runDir, row.evidence));
  const { verdict, reasons, findings, identifiers } = judgeAgain ? judgeAgain(evidence) : record;
  const codes = new Set(reasons.map(({ code }) => code));

  return {
    ...common,
    simulated: record.facts.handset.simulated,
    verdict,
    ...effectsOf([...codes], policy),
    explained: Object.fromEntries(reasons.toReversed().map(({ code, text }) => [code, text])),
    hidden: hiddenTraffic(hidingReasons(reasons, policy), evidence),
    handset: nameOfHandset(record.facts.handset),
    findings: findings.map((finding) => sentFinding(finding, evidence, record)),
    identifiers: [...new Set(identifiers.filter(isLinking).map(({ name }) => name))],
  };
}

function positionOf({ statistics, switch: position }: RunCase['mode']): string {
  return statistics === 'default' ? `as shipped (${position?.checked ? 'on' : 'off'})` : statistics;
}

function nameOfHandset({ simulated, speed, model, android, rooted, interception }: HandsetFacts): string {
  const kind = simulated ? ` (simulated, clock x${speed})` : '';

  return `${model}${kind}, Android ${android}, ${rooted ? 'rooted' : 'not rooted'}, ${interception}`;
}

const HOST = /(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+/g;

/** Opaque traffic, as reason code and host. The host is the first in the reason's sentence that is not a page of the case. */
function hiddenTraffic(reasons: CaseRecord['reasons'], evidence: CaseEvidence): string[] {
  const pages = new Set(evidence.canaries.flatMap(hostsOf));

  return reasons.map(({ code, text }) => {
    const host = text.match(HOST)?.find((name) => !pages.has(name));

    return host === undefined ? code : `${code} ${host}`;
  });
}

function sentFinding(finding: Finding, evidence: CaseEvidence, record: CaseRecord): SentFinding {
  const sender = senderOf(finding.exchange, evidence, record);
  const host = recipientOf(finding, evidence);

  const canary = evidence.canaries.find(({ id }) => id === finding.canary);
  const party = record.parties.find((each) => each.host === finding.host);

  return {
    ...finding,
    host,
    ...(sender !== undefined && { sender }),
    ...(canary && { content: finding.match === 'host' ? 'host name' : nounOfCanary(canary) }),
    ...(party && { owner: party.owner }),
  };
}

/** The recipient. A generated host name differs in each case, so its domain is used instead. */
function recipientOf({ host, part }: Finding, { canaries }: CaseEvidence): string {
  const labels = canaries.flatMap(hostsOf).map((name) => name.replace(/^www\./, '').split('.', 1)[0] ?? name);
  const isGeneratedName = part === 'sni' || part === 'dns' || labels.some((label) => host.includes(label));
  const domain = isGeneratedName ? getDomain(host, { validateHostname: false }) : null;

  return domain === null ? host : `*.${domain}`;
}

/**
 * Whether an identifier links data to a person. Session numbers and constants do not. For an unknown field, one run cannot show it.
 */
function isLinking({ kind, means }: Identifier): boolean {
  return kind !== 'value' && means !== 'session' && means !== 'constant';
}

/** The package that sent an exchange, where traffic was attributed by UID. */
function senderOf(index: number, evidence: CaseEvidence, { facts }: CaseRecord): string | undefined {
  const exchange = [...evidence.exchanges, ...evidence.late].find((candidate) => candidate.index === index);

  return exchange?.otherApp ?? facts.apps.find(({ uid }) => uid === exchange?.uid)?.package;
}
