import type { UnreadValue } from '../../detect/detector.ts';
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
  const before = new Set(
    evidence.exchanges.flatMap((each) => (isBefore(each, first, reading) ? each.index : [])),
  );
  const known = new Set(search.unread.flatMap(({ exchange, value }) => (before.has(exchange) ? value : [])));
  const since = new Map(
    senders(reading).flatMap((each) =>
      !isOver(each, first) && each.at < twinFrom ? [[each.index, each] as const] : [],
    ),
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
  const byHost = new Map<string, UnreadValue[]>();
  for (const unread of search.unread.filter(isNew)) {
    const host = since.get(unread.exchange)?.host ?? '';
    byHost.set(host, [...(byHost.get(host) ?? []), unread]);
  }

  return [...byHost].flatMap(([host, values]) => reasonsOf(host, values));
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

function reasonsOf(host: string, values: readonly UnreadValue[]): Occurrence[] {
  const places = new Map<string, UnreadValue[]>();
  for (const unread of values) {
    const key = JSON.stringify([unread.exchange, unread.part, unread.where]);
    places.set(key, [...(places.get(key) ?? []), unread]);
  }
  for (const together of places.values()) {
    const [first] = together;
    const bytes = bytesOf(together);
    if (!first || bytes < ADDRESS_BYTES) continue;
    const place = `${first.part} ${first.where}`.trim();

    return [{ code: 'values-add-up', values: { host, values: together.length, bytes, place } }];
  }
  const distinct = new Set(values.map(({ value }) => value)).size;
  const bytes = Math.max(...values.map((each) => each.bytes));

  return [{ code: 'values-unread', values: { host, values: distinct, bytes } }];
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
