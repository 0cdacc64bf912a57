import { hostsOf } from '../../detect/index.ts';
import type { JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { RuleInput } from '../rule-input.ts';
import { type Occurrence, rowOf } from '../reasons.ts';
import { senderOfFinding } from './attribution.ts';
import type { ConnectionName } from '../connection-names.ts';
import { lookupOrSearchCode } from './lookup-or-search.ts';
import { provenFrom } from './private.ts';
import { isIpLiteral } from '../ip-literal.ts';

export interface WeighedFindings {
  occurrences: Occurrence[];
  /** Whether a finding proves a leak. */
  leaks: boolean;
}

/**
 * Gives each finding its reason. A leak needs a certain finding, a canary that was proven private before it was
 * sent, and the browser or a helper as sender. The stand-in engine never supports a leak.
 */
export function weighFindings(input: RuleInput): WeighedFindings {
  const { report, late, names } = input.search;
  const { exchanges, late: lateExchanges } = input.evidence;
  const carriers = new Map<number, JudgedExchange | ConnectionName>(
    [...exchanges, ...lateExchanges, ...names].map((each) => [each.index, each]),
  );
  const occurrences = new Map<string, Occurrence>();
  let leaks = false;
  for (const finding of [...report.findings, ...late]) {
    const carrier = carriers.get(finding.exchange);
    const occurrence = carrier
      ? occurrenceOf(input, carrier, finding, late.includes(finding))
      : contradictionOf(finding);
    leaks ||= rowOf(occurrence.code, input.policy).leak !== 'none';
    const key = JSON.stringify([occurrence.code, finding.canary, finding.host]);
    if (!occurrences.has(key)) occurrences.set(key, occurrence);
  }

  return { occurrences: [...occurrences.values()], leaks };
}

/** The occurrence for a finding in an exchange that is not in the evidence, so that nothing shows its sender. */
function contradictionOf({ canary, exchange }: Finding): Occurrence {
  const detail = `${canary} was found in exchange ${exchange}, but the case has no such exchange`;

  return { code: 'evidence-contradicts', values: { detail } };
}

function occurrenceOf(
  input: RuleInput,
  carrier: JudgedExchange | ConnectionName,
  finding: Finding,
  isLate: boolean,
): Occurrence {
  const { facts, timeline } = input.evidence;
  const values = {
    canary: finding.canary,
    host: finding.host,
    part: finding.part,
    way: finding.chain.join(' > ') || 'not encoded',
  };
  const sender = senderOfFinding(finding, carrier, input);
  if (sender.kind === 'engine') return { code: 'stand-in-engine-finding', values };
  if (sender.kind === 'other') return { code: 'suspect-other-app', values: { ...values, app: sender.app } };
  const proven = facts.mode.private ? provenFrom(timeline, finding.canary) : undefined;
  if (proven === undefined || !(sentAt(carrier, finding.part) >= proven))
    return { code: 'leak-unproven', values };
  if (sender.kind !== 'browser') return { code: 'suspect-unattributed', values };
  const address = addressOf(carrier, finding, input);
  if (address !== undefined) return { code: 'suspect-address', values: { ...values, address } };
  const otherCode = lookupOrSearchCode(finding, carrier, input);
  if (otherCode !== undefined) return { code: otherCode, values };
  if (finding.confidence !== 'certain') return { code: 'suspect-partial', values };
  if (!isLate) return { code: 'history-leak', values };
  const recordedCase = ('recordedIn' in carrier && carrier.recordedIn) || 'another case';

  return { code: 'late-leak', values: { ...values, case: recordedCase } };
}

/** When a part was sent. A WebSocket message has its own time, because the socket may have opened long before. */
function sentAt(carrier: JudgedExchange | ConnectionName, part: string): string {
  const message = /^websocket\[(\d+)\]$/.exec(part)?.[1];
  const messages = 'messages' in carrier ? carrier.messages : [];

  return messages.find(({ index }) => index === Number(message))?.at ?? carrier.at;
}

/** The IP address through which a page was requested under its own host name. The address may belong to that host. */
function addressOf(
  carrier: JudgedExchange | ConnectionName,
  finding: Finding,
  { evidence }: RuleInput,
): string | undefined {
  const canary = evidence.canaries.find(({ id }) => id === finding.canary);
  const { host, via } = 'headers' in carrier ? carrier : { host: '', via: undefined };

  return canary && via !== undefined && isIpLiteral(via) && hostsOf(canary).includes(host) ? via : undefined;
}
