import { join } from 'node:path';
import { getDomain } from 'tldts';
import { hostsOf } from '../detect/index.ts';
import { readCase } from '../evidence/folders.ts';
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

/** How to judge the cases again, and which reasons limit a clean verdict. */
export interface Comparing {
  policy: Policy;
  /** Judges evidence again; undefined where the recorded verdict is current. */
  again: ((evidence: CaseEvidence) => TiedJudgement) | undefined;
}

/**
 * A case of a run in comparable form; a planned case that was never decided counts as inconclusive. @throws {Fault}
 */
export async function judgedCase(
  runDir: string,
  run: string,
  row: RunCase,
  simulated: boolean,
  { policy, again }: Comparing,
): Promise<JudgedCase> {
  const { release, scenario, mode } = row;
  const common = {
    release,
    scenario,
    mode: { private: mode.private, statistics: mode.statistics },
    run,
    simulated,
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
  const { verdict, reasons, findings, identifiers } = again ? again(evidence) : record;
  const codes = new Set(reasons.map(({ code }) => code));

  return {
    ...common,
    simulated: record.facts.handset.simulated,
    verdict,
    ...effectsOf([...codes], policy),
    hidden: hiddenBy(hidingReasons(reasons, policy), evidence),
    handset: nameOfHandset(record.facts.handset),
    findings: findings.map((finding) => sentFinding(finding, evidence, record)),
    identifiers: [...new Set(identifiers.filter(ties).map(({ name }) => name))],
  };
}

function nameOfHandset({ simulated, speed, model, android, rooted, interception }: HandsetFacts): string {
  const kind = simulated ? ` (simulated, clock x${speed})` : '';

  return `${model}${kind}, Android ${android}, ${rooted ? 'rooted' : 'not rooted'}, ${interception}`;
}

const HOST = /(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+/g;

/** Opaque traffic, by reason code and by the hosts in its sentence. Hosts of pages differ in each case. */
function hiddenBy(reasons: CaseRecord['reasons'], evidence: CaseEvidence): string[] {
  const pages = new Set(evidence.canaries.flatMap(hostsOf));

  return reasons.map(({ code, text }) => {
    const host = text.match(HOST)?.find((each) => !pages.has(each));

    return host === undefined ? code : `${code} ${host}`;
  });
}

function sentFinding(finding: Finding, evidence: CaseEvidence, record: CaseRecord): SentFinding {
  const sender = senderOf(finding.exchange, evidence, record);
  const host = recipientOf(finding, evidence);

  return { ...finding, host, ...(sender !== undefined && { sender }) };
}

/** A generated host name differs in each case; the domain that it belongs to does not. */
function recipientOf({ host, part }: Finding, { canaries }: CaseEvidence): string {
  const labels = canaries.flatMap(hostsOf).map((each) => each.split('.', 1)[0] ?? each);
  const isMadeUp = part === 'sni' || part === 'dns' || labels.some((label) => host.includes(label));
  const domain = isMadeUp ? getDomain(host, { validateHostname: false }) : null;

  return domain === null ? host : `*.${domain}`;
}

/**
 * A session number or a program's own id links nothing to a person. For an unknown field one run cannot decide it.
 */
function ties({ kind, means }: Identifier): boolean {
  return kind !== 'value' && means !== 'session' && means !== 'constant';
}

/** The package that sent an exchange, where traffic was attributed by UID. */
function senderOf(index: number, evidence: CaseEvidence, { facts }: CaseRecord): string | undefined {
  const exchange = [...evidence.exchanges, ...evidence.late].find((each) => each.index === index);

  return exchange?.otherApp ?? facts.apps.find(({ uid }) => uid === exchange?.uid)?.package;
}
