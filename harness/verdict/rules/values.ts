import type { UnreadValue } from '../../detect/index.ts';
import type { JudgedExchange } from '../../model/evidence.ts';
import type { RuleInput } from '../rule-input.ts';
import type { Occurrence } from '../reasons.ts';
import { senderOf } from '../senders.ts';
import { isFirstUse } from './private.ts';
import { runsByIdentity } from './window.ts';

/** The size of an encrypted page address. A host alone has 20 bytes or more, as much as a digest. */
const ADDRESS_BYTES = 48;
/** The header that web engines fill with 16 random bytes (RFC 6455); none of their other headers is random. */
const ENGINE_HEADER = 'request.header:sec-websocket-key';
const ENGINE_HEADER_BYTES = 16;

/**
 * Short values that were not decoded and are new since the first visit, in private mode. A value that was sent before
 * the first visit, or that a server sent first, contains nothing of a visit. Many short values in one place can hold as
 * much as a large value.
 */
export function valuesReasons(input: RuleInput): Occurrence[] {
  const { evidence, search, twinFrom = '~' } = input;
  const first = evidence.timeline.steps.find((step) => isFirstUse(step, evidence.canaries))?.at;
  if (first === undefined || search.unread.length === 0) return [];
  const launch = launchValues(input, first);
  const known = new Set(
    search.unread.flatMap((unread) =>
      launch.isIncluded(unread) && !launch.isUnusual(unread) ? unread.value : [],
    ),
  );
  const carriers = new Map(
    mayContainVisit(input).flatMap((each) =>
      isCompleteBy(each, first) ? [] : [[each.index, each] as const],
    ),
  );
  const isNew = ({ exchange, part, value, bytes }: UnreadValue) => {
    const carrier = carriers.get(exchange);

    return (
      carrier !== undefined &&
      !(part === ENGINE_HEADER && bytes <= ENGINE_HEADER_BYTES) &&
      !known.has(value) &&
      !cameFromServer(value, carrier, input)
    );
  };
  const newValues = search.unread.filter(isNew);
  const sizes = sizesOf(newValues, placeKey);
  const byHost = new Map<string, NewValue[]>();
  for (const unread of newValues) {
    const { host = '', at = '' } = carriers.get(unread.exchange) ?? {};
    const isLarge = (sizes.get(placeKey(unread)) ?? 0) >= ADDRESS_BYTES;
    // In the twin, a few unread values are ignored: they can come from normal browsing. Many in one place are kept: they can
    // still come from private browsing.
    const inTwin = at >= twinFrom;
    if (!inTwin || isLarge)
      byHost.set(host, [...(byHost.get(host) ?? []), { ...unread, addsUp: isLarge && !inTwin }]);
  }

  return [...byHost].map(([host, values]) => reasonOf(host, values));
}

/** A new value, and whether its place has enough of them to hold an address. */
interface NewValue extends UnreadValue {
  addsUp: boolean;
}

/** The key of a place in an exchange. */
function placeKey({ exchange, part, where }: UnreadValue): string {
  return JSON.stringify([exchange, part, where]);
}

/** The bytes of all values in each place. */
function sizesOf(
  values: readonly UnreadValue[],
  placeOf: (value: UnreadValue) => string,
): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const value of values) sizes.set(placeOf(value), (sizes.get(placeOf(value)) ?? 0) + value.bytes);

  return sizes;
}

/**
 * Values that were sent before the first visit of the case, or before the first visit under a fresh identity. A group of
 * values under a fresh identity is unusual if it is larger than at the first launch of the case. The browser may have kept
 * such values where clearing its data does not reach.
 */
function launchValues(
  input: RuleInput,
  first: string,
): Record<'isIncluded' | 'isUnusual', (value: UnreadValue) => boolean> {
  const { exchanges } = input.evidence;
  const hosts = new Map(exchanges.map(({ index, host }) => [index, host]));
  const indexesOf = (isIncluded: (each: JudgedExchange) => boolean) =>
    new Set(exchanges.flatMap((each) => (isIncluded(each) ? each.index : [])));
  const atFirstLaunch = indexesOf((each) => isCompleteBy(each, first));
  const atAnyLaunch = indexesOf((each) => isBefore(each, first, input));
  const unread = input.search.unread.filter(({ exchange }) => atAnyLaunch.has(exchange));
  const placeSizes = sizesOf(unread, placeKey);
  // A place contains offsets, which depend on the length of earlier content, so places are compared without numbers.
  const similarPlace = ({ exchange, part, where }: UnreadValue) =>
    JSON.stringify([hosts.get(exchange), part, where.replaceAll(/\d+/g, '')]);
  const usual = new Map<string, number>();
  for (const value of unread)
    if (atFirstLaunch.has(value.exchange))
      usual.set(
        similarPlace(value),
        Math.max(usual.get(similarPlace(value)) ?? 0, placeSizes.get(placeKey(value)) ?? 0),
      );

  return {
    isIncluded: ({ exchange }) => atAnyLaunch.has(exchange),
    isUnusual(value) {
      const size = placeSizes.get(placeKey(value)) ?? 0;

      return (
        !atFirstLaunch.has(value.exchange) &&
        size >= ADDRESS_BYTES &&
        size > (usual.get(similarPlace(value)) ?? 0)
      );
    },
  };
}

/** Exchanges that may contain something of a visit; an unattributed UID may be a process of the browser. */
function mayContainVisit({ evidence, browserTraffic, nativeTraffic }: RuleInput): JudgedExchange[] {
  return browserTraffic.filter(
    (each) => nativeTraffic.includes(each) || senderOf(each, evidence.facts).kind === 'unknown',
  );
}

/** Whether an exchange was complete before a time; a stream or socket that opened before a visit may go on after it. */
function isCompleteBy({ overAt }: JudgedExchange, time: string): boolean {
  return overAt !== undefined && overAt < time;
}

/**
 * Whether an exchange was sent before the first visit of the case, or by the browser before the first visit under a
 * fresh identity. The browser's data was cleared for that identity; the data of a helper was not.
 */
function isBefore(exchange: JudgedExchange, first: string, { evidence }: RuleInput): boolean {
  if (isCompleteBy(exchange, first)) return true;
  const { at, uid } = exchange;
  const isOwn = evidence.facts.apps.some((app) => app.uid === uid && app.role === 'browser');

  return (
    isOwn &&
    runsByIdentity(evidence.timeline.steps).some((steps) => {
      const clearedAt = steps.find(({ kind }) => kind === 'identity')?.at ?? '~';
      const usedAt = steps.find((step) => isFirstUse(step, evidence.canaries))?.at ?? '';

      return at >= clearedAt && isCompleteBy(exchange, usedAt);
    })
  );
}

function reasonOf(host: string, values: readonly NewValue[]): Occurrence {
  const first = values.find(({ addsUp }) => addsUp);
  if (first) {
    const inSamePlace = values.filter((value) => placeKey(value) === placeKey(first));
    const place = first.where === '' ? first.part : `${first.part} (${first.where})`;

    return {
      code: 'values-add-up',
      values: { host, values: inSamePlace.length, bytes: bytesOf(inSamePlace), place },
    };
  }
  const distinct = new Set(values.map(({ value }) => value)).size;
  const bytes = Math.max(...values.map((each) => each.bytes));

  return { code: 'values-unread', values: { host, values: distinct, bytes } };
}

function bytesOf(values: readonly UnreadValue[]): number {
  return values.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Whether a server had sent the value before the carrier was sent, so that the browser only returns it. */
function cameFromServer(value: string, carrier: JudgedExchange, { evidence }: RuleInput): boolean {
  return evidence.exchanges.some(
    (each) => isCompleteBy(each, carrier.at) && each.answer?.text?.includes(value) === true,
  );
}
