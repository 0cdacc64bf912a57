import type { JudgedExchange } from '../../model/evidence.ts';
import type { Opaque } from '../../model/scan.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { isFirstUse } from './private.ts';

type OpaqueCode = 'opaque-before' | 'opaque-upload' | 'media-upload' | 'media-unread';

/** Opaque parts by recipient and class. A part that was sent before the first use of a canary cannot contain one. */
export function opaqueReasons(input: RuleInput): Occurrence[] {
  const exchanges = new Map(input.browserTraffic.map((exchange) => [exchange.index, exchange]));
  const isKnownContent = createKnownContents(input, exchanges);
  const sums = new Map<string, { part: Opaque; bytes: number; code: OpaqueCode }>();
  for (const part of input.search.report.opaque) {
    const exchange = exchanges.get(part.exchange);
    if (!exchange) continue;
    const contents = input.search.opaqueContents.get(part) ?? [];
    const isKnown = contents.length > 0 && contents.every((content) => isKnownContent(content, exchange.at));
    const code = isKnown || isBeforeUse(exchange, input) ? 'opaque-before' : codeOf(part, exchange, input);
    const key = `${code}\0${part.host}\0${part.class}`;
    const sum = sums.get(key);
    sums.set(key, { part: sum?.part ?? part, bytes: (sum?.bytes ?? 0) + part.bytes, code });
  }

  return [...sums.values()].map(({ part: { host, class: kind, why }, bytes, code }) => ({
    code,
    values: { host, bytes, class: kind, why },
  }));
}

/**
 * Whether content was also opaque before the first use of a canary, or for content that was sent in private mode, in the
 * twin. Content that is the same for other visits, or without one, says nothing of a visit.
 */
function createKnownContents(
  { evidence, search, twinFrom = '~' }: RuleInput,
  exchanges: ReadonlyMap<number, JudgedExchange>,
): (content: string, at: string) => boolean {
  const before = new Set<string>();
  const inTwin = new Set<string>();
  for (const [part, contents] of search.opaqueContents) {
    const exchange = exchanges.get(part.exchange);
    if (!exchange) continue;
    const isBefore = isBeforeUse(exchange, { evidence });
    if (!isBefore && exchange.at < twinFrom) continue;
    for (const content of contents) (isBefore ? before : inTwin).add(content);
  }

  return (content, at) => before.has(content) || (at < twinFrom && inTwin.has(content));
}

/** A picture that was sent in private mode can show a private page; a picture in the twin cannot. */
function codeOf(part: Opaque, { at }: JudgedExchange, { twinFrom }: RuleInput): OpaqueCode {
  if (part.class !== 'media') return 'opaque-upload';

  return twinFrom !== undefined && at >= twinFrom ? 'media-upload' : 'media-unread';
}

/**
 * Whether an exchange was sent completely after the browser's data was first cleared and before the first use of a
 * canary.
 */
export function isBeforeUse(
  { at, overAt }: JudgedExchange,
  { evidence: { timeline, canaries } }: Pick<RuleInput, 'evidence'>,
): boolean {
  const clearedAt = timeline.steps.find((step) => step.kind === 'identity')?.at;
  const usedAt = timeline.steps.find((step) => isFirstUse(step, canaries))?.at;

  return (
    clearedAt !== undefined &&
    usedAt !== undefined &&
    overAt !== undefined &&
    at >= clearedAt &&
    overAt < usedAt
  );
}
