import type { PlacedValue } from '../../../detect/index.ts';
import type { JudgedExchange } from '../../../model/evidence.ts';
import type { TimelineStep } from '../../../model/timeline.ts';
import type { RuleInput } from '../../rule-input.ts';
import { senderOf } from '../../senders.ts';
import { isFirstUse } from '../private.ts';
import { runsByIdentity } from '../window.ts';

/**
 * When a value was sent. `baseline`: before the first visit. `launch`: under a fresh identity, before its first visit.
 * `page`: after the first use of a canary and before that of the next.
 */
export type Phase =
  | { kind: 'baseline' }
  | { kind: 'launch'; identity: number }
  | { kind: 'page'; canary: string }
  | { kind: 'twin' };

/** A value, when it was sent and to whom. */
export interface TimedValue extends PlacedValue {
  at: string;
  host: string;
  phase: Phase;
}

export interface Phases {
  /** All values of exchanges that may contain something of a visit, in the order of sending. */
  ordered: readonly TimedValue[];
}

/** The header that web engines fill with 16 random bytes (RFC 6455); none of their other headers is random. */
const ENGINE_HEADER = 'request.header:sec-websocket-key';
const ENGINE_HEADER_BITS = 24 * 6;

/** The values of a case by phase; undefined if no canary was used. */
export function phasesOf(input: RuleInput): Phases | undefined {
  const { evidence, search, twinFrom = '~' } = input;
  const uses = evidence.timeline.steps.filter((step) => isFirstUse(step, evidence.canaries));
  const [firstUse] = uses;
  if (!firstUse) return undefined;
  const carriers = new Map(mayContainVisit(input).map((each) => [each.index, each]));
  const phaseAt = (exchange: JudgedExchange, at: string, isWhole: boolean): Phase => {
    if (isWhole && at < firstUse.at) return { kind: 'baseline' };
    if (at >= twinFrom) return { kind: 'twin' };
    const launch = isWhole ? launchOf(exchange, input) : undefined;
    if (launch !== undefined) return { kind: 'launch', identity: launch };

    return { kind: 'page', canary: canaryOf(uses.findLast((use) => use.at <= at) ?? firstUse) };
  };
  const ordered = search.values.flatMap((value): TimedValue[] => {
    const carrier = carriers.get(value.exchange);
    if (!carrier || (value.part === ENGINE_HEADER && value.bits <= ENGINE_HEADER_BITS)) return [];
    const sentAt = messageTime(carrier, value.part);
    const at = sentAt ?? carrier.at;
    const isWhole = sentAt !== undefined || isCompleteBy(carrier, firstUse.at) || carrier.at >= firstUse.at;

    return [{ ...value, at, host: carrier.host, phase: phaseAt(carrier, at, isWhole) }];
  });

  return {
    ordered: ordered.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.exchange - b.exchange)),
  };
}

/** Whether an exchange was complete before a time; a stream that opened before a visit may go on after it. */
export function isCompleteBy({ overAt }: JudgedExchange, time: string): boolean {
  return overAt !== undefined && overAt < time;
}

/** Exchanges that may contain something of a visit; an unattributed UID may be a process of the browser. */
function mayContainVisit({ evidence, browserTraffic, nativeTraffic }: RuleInput): JudgedExchange[] {
  const native = new Set(nativeTraffic);

  return browserTraffic.filter(
    (each) => native.has(each) || senderOf(each, evidence.facts).kind === 'unknown',
  );
}

/** The identity under which the browser sent an exchange before its first visit. A helper keeps its data. */
function launchOf(exchange: JudgedExchange, { evidence }: RuleInput): number | undefined {
  const { at, uid } = exchange;
  if (!evidence.facts.apps.some((app) => app.uid === uid && app.role === 'browser')) return undefined;
  const found = runsByIdentity(evidence.timeline.steps).findIndex((steps) => {
    const clearedAt = steps.find(({ kind }) => kind === 'identity')?.at ?? '~';
    const usedAt = steps.find((step) => isFirstUse(step, evidence.canaries))?.at ?? '';

    return at >= clearedAt && isCompleteBy(exchange, usedAt);
  });

  return found < 0 ? undefined : found + 1;
}

/** When a WebSocket message was sent, if the recorder knows it. */
function messageTime({ messages }: JudgedExchange, part: string): string | undefined {
  const index = /^websocket\[(\d+)\]$/.exec(part)?.[1];

  return index === undefined ? undefined : messages.find((each) => each.index === Number(index))?.at;
}

function canaryOf(step: TimelineStep): string {
  if (step.kind === 'page-loaded') return step.canary;

  return step.kind === 'private-proof' ? (step.canaries[0] ?? '') : '';
}
