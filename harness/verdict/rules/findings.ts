import { hostsOf } from '../../detect/index.ts';
import type { JudgedExchange } from '../../model/evidence.ts';
import type { Finding } from '../../model/scan.ts';
import type { Reading } from '../reading.ts';
import { type Occurrence, rowOf } from '../reasons.ts';
import { senderOfFinding } from './attribution.ts';
import type { ConnectionName } from '../connection-names.ts';
import { ordinaryCode } from './ordinary.ts';
import { provenFrom } from './private.ts';
import { isIpLiteral } from '../ip-literal.ts';

export interface WeighedFindings {
  occurrences: Occurrence[];
  /** Findings that are a leak beyond doubt. */
  leaks: boolean;
}

/**
 * What findings are worth. One makes a leak only if it is certain, its canary was proven private before it was sent, and the
 * browser or a helper of it sent it; the stand-in engine of a simulated handset never supports one.
 */
export function weighFindings(reading: Reading): WeighedFindings {
  const { report, late, names } = reading.search;
  const { exchanges, late: lateExchanges } = reading.evidence;
  const carriers = new Map<number, JudgedExchange | ConnectionName>(
    [...exchanges, ...lateExchanges, ...names].map((each) => [each.index, each]),
  );
  const said = new Map<string, Occurrence>();
  let leaks = false;
  for (const finding of [...report.findings, ...late]) {
    const carrier = carriers.get(finding.exchange);
    if (!carrier) continue;
    const occurrence = weigh(reading, carrier, finding, late.includes(finding));
    leaks ||= rowOf(occurrence.code, reading.policy).leak !== 'none';
    const key = JSON.stringify([occurrence.code, finding.canary, finding.host]);
    if (!said.has(key)) said.set(key, occurrence);
  }

  return { occurrences: [...said.values()], leaks };
}

function weigh(
  reading: Reading,
  carrier: JudgedExchange | ConnectionName,
  finding: Finding,
  isLate: boolean,
): Occurrence {
  const { facts, timeline } = reading.evidence;
  const values = {
    canary: finding.canary,
    host: finding.host,
    part: finding.part,
    way: finding.chain.join(' > ') || 'not encoded',
  };
  const sender = senderOfFinding(finding, carrier, reading);
  if (sender.kind === 'engine') return { code: 'stand-in-engine-finding', values };
  if (sender.kind === 'other') return { code: 'suspect-other-app', values: { ...values, app: sender.app } };
  const proven = facts.mode.private ? provenFrom(timeline, finding.canary) : undefined;
  if (proven === undefined || !(sentAt(carrier, finding.part) >= proven))
    return { code: 'leak-unproven', values };
  if (sender.kind !== 'browser') return { code: 'suspect-unattributed', values };
  const address = addressOf(carrier, finding, reading);
  if (address !== undefined) return { code: 'suspect-address', values: { ...values, address } };
  const ordinary = ordinaryCode(finding, carrier, reading);
  if (ordinary !== undefined) return { code: ordinary, values };
  if (finding.confidence !== 'certain') return { code: 'suspect-partial', values };
  if (!isLate) return { code: 'history-leak', values };
  const during = ('recordedIn' in carrier && carrier.recordedIn) || 'another case';

  return { code: 'late-leak', values: { ...values, case: during } };
}

/** A message of a WebSocket has a time of its own: the socket may have been opened long before. */
function sentAt(carrier: JudgedExchange | ConnectionName, part: string): string {
  const message = /^websocket\[(\d+)\]$/.exec(part)?.[1];
  const messages = 'messages' in carrier ? carrier.messages : [];

  return messages.find(({ index }) => index === Number(message))?.at ?? carrier.at;
}

/** The address that a page was asked of by the name of its own host: it may be that host's. */
function addressOf(
  carrier: JudgedExchange | ConnectionName,
  finding: Finding,
  { evidence }: Reading,
): string | undefined {
  const canary = evidence.canaries.find(({ id }) => id === finding.canary);
  const { host, via } = 'headers' in carrier ? carrier : { host: '', via: undefined };

  return canary && via !== undefined && isIpLiteral(via) && hostsOf(canary).includes(host) ? via : undefined;
}
