import type { CaseEvidence } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { Occurrence } from '../reasons.ts';
import type { AskedName } from './names.ts';
import { provenFrom } from './private.ts';

export interface WeighedFindings {
  occurrences: Occurrence[];
  /** Findings that are a leak beyond doubt. */
  leaks: boolean;
}

/**
 * What findings are worth. One makes a leak only if it is certain, its canary was proven private before it was sent, and the
 * browser sent it; the stand-in engine of a simulated handset never supports one.
 */
export function weighFindings(
  evidence: CaseEvidence,
  names: readonly AskedName[],
  findings: readonly Finding[],
): WeighedFindings {
  const said = new Map<string, Occurrence>();
  let leaks = false;
  for (const finding of findings) {
    const occurrence = weigh(evidence, names, finding);
    if (!occurrence) continue;
    leaks ||= occurrence.code === 'history-leak';
    const key = JSON.stringify([occurrence.code, finding.canary, finding.host]);
    if (!said.has(key)) said.set(key, occurrence);
  }

  return { occurrences: [...said.values()], leaks };
}

function weigh(
  evidence: CaseEvidence,
  names: readonly AskedName[],
  finding: Finding,
): Occurrence | undefined {
  const exchange =
    evidence.exchanges.find(({ index }) => index === finding.exchange) ??
    names.find(({ index }) => index === finding.exchange);
  if (!exchange) return undefined;
  const values = {
    canary: finding.canary,
    host: finding.host,
    part: finding.part,
    way: finding.chain.join(' > ') || 'in the clear',
  };
  if (exchange.standInEngine) return { code: 'stand-in-engine-finding', values };
  if ('otherApp' in exchange && exchange.otherApp !== undefined)
    return { code: 'suspect-other-app', values: { ...values, app: exchange.otherApp } };
  const proven = evidence.facts.mode.private ? provenFrom(evidence.timeline, finding.canary) : undefined;
  if (proven === undefined || !(exchange.at >= proven)) return { code: 'leak-unproven', values };

  return { code: finding.confidence === 'certain' ? 'history-leak' : 'suspect-partial', values };
}
