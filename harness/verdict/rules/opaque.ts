import type { JudgedExchange } from '../../model/evidence.ts';
import type { Opaque } from '../../model/scan.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { isFirstUse } from './private.ts';

type OpaqueCode = 'opaque-before' | 'opaque-upload' | 'media-upload' | 'media-unread';

/** Opaque parts by recipient and class. Before the first canary is used, they cannot contain one. */
export function opaqueReasons(input: RuleInput): Occurrence[] {
  const judged = new Map(input.browserTraffic.map((exchange) => [exchange.index, exchange]));
  const sums = new Map<string, { part: Opaque; bytes: number; code: OpaqueCode }>();
  for (const part of input.search.report.opaque) {
    const exchange = judged.get(part.exchange);
    if (!exchange) continue;
    const code = isBeforeUse(exchange, input) ? 'opaque-before' : codeOf(part, exchange, input);
    const key = `${code}\0${part.host}\0${part.class}`;
    const sum = sums.get(key);
    sums.set(key, { part: sum?.part ?? part, bytes: (sum?.bytes ?? 0) + part.bytes, code });
  }

  return [...sums.values()].map(({ part: { host, class: kind, why }, bytes, code }) => ({
    code,
    values: { host, bytes, class: kind, why },
  }));
}

/** A picture in private mode can show the page; one in normal mode says nothing about private pages. */
function codeOf(part: Opaque, { at }: JudgedExchange, { twinFrom }: RuleInput): OpaqueCode {
  if (part.class !== 'media') return 'opaque-upload';

  return twinFrom !== undefined && at >= twinFrom ? 'media-upload' : 'media-unread';
}

/**
 * Whether an exchange was sent completely between the clearing of data and the first canary; a stream that began
 * earlier may go on.
 */
export function isBeforeUse(
  { at, overAt }: JudgedExchange,
  { evidence: { timeline, canaries } }: RuleInput,
): boolean {
  const emptied = timeline.steps.find((step) => step.kind === 'identity')?.at;
  const used = timeline.steps.find((step) => isFirstUse(step, canaries))?.at;

  return (
    emptied !== undefined && used !== undefined && overAt !== undefined && at >= emptied && overAt < used
  );
}
