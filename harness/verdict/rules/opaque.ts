import type { JudgedExchange } from '../../model/evidence.ts';
import type { Opaque } from '../../model/scan.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';
import { isFirstUse } from './private.ts';

type OpaqueCode = 'opaque-before' | 'opaque-upload' | 'media-upload' | 'media-unread';

/** What nothing could open, by recipient and class: before the first canary was used it can hold none. */
export function opaqueReasons(reading: Reading): Occurrence[] {
  const judged = new Map(reading.foreign.map((exchange) => [exchange.index, exchange]));
  const sums = new Map<string, { part: Opaque; bytes: number; code: OpaqueCode }>();
  for (const part of reading.search.report.opaque) {
    const exchange = judged.get(part.exchange);
    if (!exchange) continue;
    const code = isBeforeUse(exchange, reading) ? 'opaque-before' : codeOf(part, exchange, reading);
    const key = `${code}\0${part.host}\0${part.class}`;
    const sum = sums.get(key);
    sums.set(key, { part: sum?.part ?? part, bytes: (sum?.bytes ?? 0) + part.bytes, code });
  }

  return [...sums.values()].map(({ part: { host, class: kind, why }, bytes, code }) => ({
    code,
    values: { host, bytes, class: kind, why },
  }));
}

/** A picture that was sent in private mode may be one of the page; in the twin's normal mode it says nothing of private pages. */
function codeOf(part: Opaque, { at }: JudgedExchange, { twinFrom }: Reading): OpaqueCode {
  if (part.class !== 'media') return 'opaque-upload';

  return twinFrom !== undefined && at >= twinFrom ? 'media-upload' : 'media-unread';
}

/** Whether all of it was sent after the data were emptied and before the first canary was used: a stream that begins before may go on. */
export function isBeforeUse(
  { at, overAt }: JudgedExchange,
  { evidence: { timeline, canaries } }: Reading,
): boolean {
  const emptied = timeline.steps.find((step) => step.kind === 'identity')?.at;
  const used = timeline.steps.find((step) => isFirstUse(step, canaries))?.at;

  return (
    emptied !== undefined && used !== undefined && overAt !== undefined && at >= emptied && overAt < used
  );
}
