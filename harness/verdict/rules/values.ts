import type { UnreadValue } from '../../detect/detector.ts';
import type { JudgedExchange } from '../../model/evidence.ts';
import type { Reading } from '../reading.ts';
import type { Occurrence } from '../reasons.ts';
import { isFirstUse } from './private.ts';
import { playsOf } from './window.ts';

/** A page's address, encrypted. A host alone has 20 bytes and more, and then is as long as a digest. */
const ADDRESS_BYTES = 48;
/** Filled by web engines themselves: RFC 6455, W3C Fetch metadata and client hints. */
const OF_ENGINES = /^request\.header:sec-/;

/**
 * Values that nothing read and that are as small as identifiers, signatures and digests are: new ones since the first visit,
 * in private mode. One that was sent before, or that a server had given, holds nothing of a visit. Many in one place hold as
 * much as one that is large.
 */
export function valuesReasons(reading: Reading): Occurrence[] {
  const { evidence, native, search, twinFrom = '~' } = reading;
  const first = evidence.timeline.steps.find((step) => isFirstUse(step, evidence.canaries))?.at;
  if (first === undefined || search.unread.length === 0) return [];
  const before = new Set(
    evidence.exchanges.flatMap((each) => (isBefore(each, first, reading) ? each.index : [])),
  );
  const known = new Set(search.unread.flatMap(({ exchange, value }) => (before.has(exchange) ? value : [])));
  const since = new Map(
    native.flatMap(({ index, at, host }) => (at >= first && at < twinFrom ? [[index, host] as const] : [])),
  );
  const isNew = ({ exchange, part, value }: UnreadValue) =>
    since.has(exchange) && !OF_ENGINES.test(part) && !known.has(value) && !wasGiven(value, reading);
  const byHost = new Map<string, UnreadValue[]>();
  for (const unread of search.unread.filter(isNew)) {
    const host = since.get(unread.exchange) ?? '';
    byHost.set(host, [...(byHost.get(host) ?? []), unread]);
  }

  return [...byHost].flatMap(([host, values]) => reasonsOf(host, values));
}

/**
 * Whether something was sent before the first visit, or by the browser before the first visit of a fresh identity: its data
 * had been emptied by then, and those of a helper had not.
 */
function isBefore({ at, uid }: JudgedExchange, first: string, { evidence }: Reading): boolean {
  if (at < first) return true;
  const isOwn = evidence.facts.apps.some((app) => app.uid === uid && app.role === 'browser');

  return (
    isOwn &&
    playsOf(evidence.timeline.steps).some((steps) => {
      const emptied = steps.find(({ kind }) => kind === 'identity')?.at ?? '~';
      const used = steps.find((step) => isFirstUse(step, evidence.canaries))?.at ?? '';

      return at >= emptied && at < used;
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

function wasGiven(value: string, { evidence }: Reading): boolean {
  return evidence.exchanges.some(({ answer }) => answer?.text?.includes(value) === true);
}
