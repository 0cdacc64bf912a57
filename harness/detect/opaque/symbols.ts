import type { Content } from '../content.ts';
import type { Reached } from '../search.ts';

/** A list of this many values of two kinds can hold four bytes. */
const FEWEST_OF_TWO = 32;
/** Bytes, also for symbols that a reader does not see. Flags that nearly all have one value hold less. */
const SMALLEST_OF_TWO = 3;
/** Bytes. Lists of more kinds of values are common, and those with less information hold no address. */
const SMALLEST = 16;

/** A list of symbols that no codec and no pattern decoded. */
export interface UnreadList {
  list: string;
  bytes: number;
}

/** The lists of symbols that a part's layers hold, without those that were decoded. Each list once. */
export function unreadListsOf(reached: readonly Reached[]): Map<Reached, UnreadList> {
  const decoded = new Set(
    reached.flatMap(({ list, opened }) => (opened && list !== undefined ? [list] : [])),
  );
  const unread = new Map<Reached, UnreadList>();
  for (const layer of reached) {
    const { list, content } = layer;
    if (list === undefined || decoded.has(list)) continue;
    decoded.add(list);
    const bytes = bytesHeldBy(content, layer.codec?.readsHidden ? SMALLEST_OF_TWO : SMALLEST);
    if (bytes > 0) unread.set(layer, { list, bytes });
  }

  return unread;
}

/** The bytes that symbols can hold, by how often each occurs; 0 if they are too few. */
function bytesHeldBy(content: Content, smallest: number): number {
  const symbols = content.isText ? [...content.text] : [...content.bytes];
  const counts = new Map<string | number, number>();
  for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / symbols.length);
  const bytes = Math.floor(bits / 8);
  if (counts.size > 2) return bytes >= smallest ? bytes : 0;

  return symbols.length >= FEWEST_OF_TWO && bytes >= SMALLEST_OF_TWO ? bytes : 0;
}
