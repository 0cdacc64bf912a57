import type { JudgedExchange } from '../../model/evidence.ts';
import type { Opaque } from '../../model/scan.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';
import { isFirstUse } from './private.ts';

/** What nothing could open, by recipient and class: before the first canary was used it can hold none. */
export function opaqueReasons(reading: Reading): Occurrence[] {
  const judged = new Map(reading.foreign.map((exchange) => [exchange.index, exchange]));
  const sums = new Map<string, { part: Opaque; bytes: number; code: string }>();
  for (const part of reading.search.report.opaque) {
    const exchange = judged.get(part.exchange);
    if (!exchange) continue;
    const code = isBefore(exchange, reading) ? 'opaque-before' : codeOf(part);
    const key = `${code}\0${part.host}\0${part.class}`;
    const sum = sums.get(key);
    sums.set(key, { part: sum?.part ?? part, bytes: (sum?.bytes ?? 0) + part.bytes, code });
  }

  return [...sums.values()].map(({ part: { host, class: kind, why }, bytes, code }) => ({
    code,
    values: { host, bytes, class: kind, why },
  }));
}

function codeOf(part: Opaque): string {
  return part.class === 'media' ? 'media-upload' : 'opaque-upload';
}

/** Whether all of it was sent after the data were emptied and before the first canary was used: a stream that begins before may go on. */
function isBefore({ at, overAt }: JudgedExchange, { evidence: { timeline, canaries } }: Reading): boolean {
  const emptied = timeline.steps.find((step) => step.kind === 'identity')?.at;
  const used = timeline.steps.find((step) => isFirstUse(step, canaries))?.at;

  return (
    emptied !== undefined && used !== undefined && overAt !== undefined && at >= emptied && overAt < used
  );
}
