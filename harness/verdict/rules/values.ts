import type { UnreadValue } from '../../detect/index.ts';
import type { JudgedExchange } from '../../model/evidence.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';
import { senderOf } from '../senders.ts';
import { isFirstUse } from './private.ts';
import { playsOf } from './window.ts';

/** A page's address, encrypted. A host alone has 20 bytes and more, and then is as long as a digest. */
const ADDRESS_BYTES = 48;
/** Filled by web engines themselves, with 16 bytes (RFC 6455); no other header of theirs has random values. */
const OF_ENGINES = 'request.header:sec-websocket-key';
const OF_ENGINES_BYTES = 16;

/**
 * Values that nothing read and that are as small as identifiers, signatures and digests are: new ones since the first visit,
 * in private mode. One that was sent before, or that a server had given, holds nothing of a visit. Many in one place hold as
 * much as one that is large.
 */
export function valuesReasons(reading: Reading): Occurrence[] {
  const { evidence, search, twinFrom = '~' } = reading;
  const first = evidence.timeline.steps.find((step) => isFirstUse(step, evidence.canaries))?.at;
  if (first === undefined || search.unread.length === 0) return [];
  const launch = launchOf(reading, first);
  const known = new Set(
    search.unread.flatMap((unread) =>
      launch.isOver(unread) && !launch.isUnusual(unread) ? unread.value : [],
    ),
  );
  const since = new Map(
    senders(reading).flatMap((each) => (isOver(each, first) ? [] : [[each.index, each] as const])),
  );
  const isNew = ({ exchange, part, value, bytes }: UnreadValue) => {
    const carrier = since.get(exchange);

    return (
      carrier !== undefined &&
      !(part === OF_ENGINES && bytes <= OF_ENGINES_BYTES) &&
      !known.has(value) &&
      !wasGiven(value, carrier, reading)
    );
  };
  const fresh = search.unread.filter(isNew);
  const sizes = sizesOf(fresh, placeIn);
  const byHost = new Map<string, Fresh[]>();
  for (const unread of fresh) {
    const { host = '', at = '' } = since.get(unread.exchange) ?? {};
    const isLarge = (sizes.get(placeIn(unread)) ?? 0) >= ADDRESS_BYTES;
    // What goes with normal browsing may be of it; a heap of it may be of what was private.
    const inTwin = at >= twinFrom;
    if (!inTwin || isLarge)
      byHost.set(host, [...(byHost.get(host) ?? []), { ...unread, addsUp: isLarge && !inTwin }]);
  }

  return [...byHost].map(([host, values]) => reasonOf(host, values));
}

/** A value that is new, and whether it stands in one place with enough others to hold an address. */
interface Fresh extends UnreadValue {
  addsUp: boolean;
}

/** All values of one place of one exchange. */
function placeIn({ exchange, part, where }: UnreadValue): string {
  return JSON.stringify([exchange, part, where]);
}

/** How many bytes stand together, by whatever tells a place. */
function sizesOf(
  values: readonly UnreadValue[],
  placeOf: (value: UnreadValue) => string,
): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const value of values) sizes.set(placeOf(value), (sizes.get(placeOf(value)) ?? 0) + value.bytes);

  return sizes;
}

/**
 * What was over before the first visit, or before the first one of a fresh identity. Of the latter a heap of values that no launch
 * before the first visit had is unusual: something may have kept them where emptying the data of the browser does not reach.
 */
function launchOf(
  reading: Reading,
  first: string,
): Record<'isOver' | 'isUnusual', (value: UnreadValue) => boolean> {
  const { exchanges } = reading.evidence;
  const hosts = new Map(exchanges.map(({ index, host }) => [index, host]));
  const overBefore = (isBeforeThen: (each: JudgedExchange) => boolean) =>
    new Set(exchanges.flatMap((each) => (isBeforeThen(each) ? each.index : [])));
  const atFirst = overBefore((each) => isOver(each, first));
  const atAny = overBefore((each) => isBefore(each, first, reading));
  const unread = reading.search.unread.filter(({ exchange }) => atAny.has(exchange));
  const heaps = sizesOf(unread, placeIn);
  // Places are numbered, and what stands before them has not always one length.
  const alike = ({ exchange, part, where }: UnreadValue) =>
    JSON.stringify([hosts.get(exchange), part, where.replaceAll(/\d+/g, '')]);
  const usual = new Map<string, number>();
  for (const value of unread)
    if (atFirst.has(value.exchange))
      usual.set(alike(value), Math.max(usual.get(alike(value)) ?? 0, heaps.get(placeIn(value)) ?? 0));

  return {
    isOver: ({ exchange }) => atAny.has(exchange),
    isUnusual(value) {
      const size = heaps.get(placeIn(value)) ?? 0;

      return !atFirst.has(value.exchange) && size >= ADDRESS_BYTES && size > (usual.get(alike(value)) ?? 0);
    },
  };
}

/** Who may have sent of a visit: nobody proves that a UID that nobody had is no process of the browser's. */
function senders({ evidence, foreign, native }: Reading): JudgedExchange[] {
  return foreign.filter((each) => native.includes(each) || senderOf(each, evidence.facts).kind === 'unknown');
}

/** Whether all of it was sent by then: a stream or a socket that was opened before a visit may go on. */
function isOver({ overAt }: JudgedExchange, moment: string): boolean {
  return overAt !== undefined && overAt < moment;
}

/**
 * Whether something was sent before the first visit, or by the browser before the first visit of a fresh identity: its data
 * had been emptied by then, and those of a helper had not.
 */
function isBefore(exchange: JudgedExchange, first: string, { evidence }: Reading): boolean {
  if (isOver(exchange, first)) return true;
  const { at, uid } = exchange;
  const isOwn = evidence.facts.apps.some((app) => app.uid === uid && app.role === 'browser');

  return (
    isOwn &&
    playsOf(evidence.timeline.steps).some((steps) => {
      const emptied = steps.find(({ kind }) => kind === 'identity')?.at ?? '~';
      const used = steps.find((step) => isFirstUse(step, evidence.canaries))?.at ?? '';

      return at >= emptied && isOver(exchange, used);
    })
  );
}

function reasonOf(host: string, values: readonly Fresh[]): Occurrence {
  const first = values.find(({ addsUp }) => addsUp);
  if (first) {
    const together = values.filter((value) => placeIn(value) === placeIn(first));
    const place = first.where === '' ? first.part : `${first.part} (${first.where})`;

    return {
      code: 'values-add-up',
      values: { host, values: together.length, bytes: bytesOf(together), place },
    };
  }
  const distinct = new Set(values.map(({ value }) => value)).size;
  const bytes = Math.max(...values.map((each) => each.bytes));

  return { code: 'values-unread', values: { host, values: distinct, bytes } };
}

function bytesOf(values: readonly UnreadValue[]): number {
  return values.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Whether a server had given a value before: one that comes back in an answer is an echo. */
function wasGiven(value: string, carrier: JudgedExchange, { evidence }: Reading): boolean {
  return evidence.exchanges.some(
    (each) => isOver(each, carrier.at) && each.answer?.text?.includes(value) === true,
  );
}
