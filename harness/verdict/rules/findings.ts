import type { JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';
import { senderOfFinding } from './attribution.ts';
import type { AskedName } from './names.ts';
import { provenFrom } from './private.ts';

export interface WeighedFindings {
  occurrences: Occurrence[];
  /** Findings that are a leak beyond doubt. */
  leaks: boolean;
}

/** Codes that make the verdict `leaks`. */
const LEAKS = new Set(['history-leak', 'late-leak']);

/**
 * What findings are worth. One makes a leak only if it is certain, its canary was proven private before it was sent, and the
 * browser or a helper of it sent it; the stand-in engine of a simulated handset never supports one.
 */
export function weighFindings(reading: Reading): WeighedFindings {
  const { report, late, names } = reading.search;
  const { exchanges, late: lateExchanges } = reading.evidence;
  const carriers = new Map<number, JudgedExchange | AskedName>(
    [...exchanges, ...lateExchanges, ...names].map((each) => [each.index, each]),
  );
  const said = new Map<string, Occurrence>();
  let leaks = false;
  for (const finding of [...report.findings, ...late]) {
    const carrier = carriers.get(finding.exchange);
    if (!carrier) continue;
    const occurrence = weigh(reading, carrier, finding, late.includes(finding));
    leaks ||= LEAKS.has(occurrence.code);
    const key = JSON.stringify([occurrence.code, finding.canary, finding.host]);
    if (!said.has(key)) said.set(key, occurrence);
  }

  return { occurrences: [...said.values()], leaks };
}

function weigh(
  reading: Reading,
  carrier: JudgedExchange | AskedName,
  finding: Finding,
  isLate: boolean,
): Occurrence {
  const { facts, timeline } = reading.evidence;
  const values = {
    canary: finding.canary,
    host: finding.host,
    part: finding.part,
    way: finding.chain.join(' > ') || 'in the clear',
  };
  const sender = senderOfFinding(finding, carrier, reading);
  if (sender.kind === 'engine') return { code: 'stand-in-engine-finding', values };
  if (sender.kind === 'other') return { code: 'suspect-other-app', values: { ...values, app: sender.app } };
  const proven = facts.mode.private ? provenFrom(timeline, finding.canary) : undefined;
  if (proven === undefined || !(carrier.at >= proven)) return { code: 'leak-unproven', values };
  if (sender.kind !== 'browser') return { code: 'suspect-unattributed', values };
  if (finding.confidence !== 'certain') return { code: 'suspect-partial', values };
  if (!isLate) return { code: 'history-leak', values };
  const during = ('recordedIn' in carrier && carrier.recordedIn) || 'a later case';

  return { code: 'late-leak', values: { ...values, case: during } };
}
