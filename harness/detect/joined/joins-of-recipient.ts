import type { Join, SequenceSearch } from './sequence-search.ts';
import { crosswiseOf, decodedOf, numberedOf, ordersOf, rowsOf, type Slice, sliceOf } from './orders.ts';
import { bySending, isConstant, type SequenceValue } from './sequence-values.ts';

/** Values of one message that are compared with a piece, to find its index. */
const MAX_BESIDE = 64;
/** Characters of values on average. Longer values are joined in one order, or without gaps. */
const LONGEST_ORDERED = 16;
const LONGEST_PIECES = 8;

/** All joins in the values of one recipient, the most specific ones first. */
export function* joinsOf(
  values: readonly SequenceValue[],
  search: SequenceSearch,
  skip: ReadonlySet<number>,
): Generator<Join> {
  const besideOf = createBesideOf(values);
  const searched = new Set<string>();
  const pathOf = ({ layer }: SequenceValue) => layer.pathKey;
  const positions = [...groupBy(values, ({ position }) => position).values()];
  const varied = positions
    .filter((list) => list.length === 1 || !isConstant(list))
    .flat()
    .sort(bySending);
  const layers = [...groupBy(varied, ({ layer }) => layer.key).values()];
  const changing = positions.filter((list) => !isConstant(list));
  const groups: [lists: SequenceValue[][], kind: Kind][] = [
    [changing, 'position'],
    [changing.flatMap((list) => [...groupBy(list, pathOf).values()]), 'position'],
    [layers, 'layer'],
    [layers.flatMap((list) => [...groupBy(list, pathOf).values()]), 'layer'],
    [[varied], 'recipient'],
  ];
  for (const [lists, kind] of groups)
    for (const list of lists) {
      const key = `${list.length} ${idOf(list[0])} ${idOf(list[list.length >> 1])} ${idOf(list.at(-1))}`;
      if (list.length < 2 || searched.has(key)) continue;
      searched.add(key);
      yield* joinsOfList(list, kind, besideOf, search, skip);
    }
  yield* search.columns(varied, skip);
}

type Kind = 'position' | 'layer' | 'recipient';

function* joinsOfList(
  list: readonly SequenceValue[],
  kind: Kind,
  besideOf: (value: SequenceValue) => readonly SequenceValue[],
  search: SequenceSearch,
  skip: ReadonlySet<number>,
): Generator<Join> {
  if (!mayHoldPieces(list)) return;
  if (kind === 'recipient') {
    yield* search.withGaps(list, skip);

    return;
  }
  const mean = meanLength(list);
  if (mean > LONGEST_ORDERED) {
    if (kind === 'position') yield* search.adjacent(list.map(sliceOf), skip, true);

    return;
  }
  for (const order of ordersOf(list, besideOf)) {
    const [whole = [], ...rows] = rowsOf(order);
    yield* search.adjacent(whole, skip, kind === 'position');
    if (mean > LONGEST_PIECES) continue;
    for (const row of rows) yield* search.adjacent(row, skip);
    yield* search.withGaps(order, skip);
  }
  const numbered = kind === 'position' ? numberedOf(list) : undefined;
  if (numbered) yield* search.adjacent(numbered, skip, true);
  const decoded = kind === 'position' ? decodedOf(list) : undefined;
  if (decoded) yield* joinsOfList(decoded, 'layer', besideOf, search, skip);
  if (kind === 'layer')
    for (const rows of crosswiseRows(list))
      for (const row of crosswiseOf(rows)) yield* search.adjacent(row, skip, true);
}

function meanLength(list: readonly SequenceValue[]): number {
  return list.reduce((sum, { text }) => sum + text.length, 0) / list.length;
}

/** Fields whose values are read crosswise. */
const MAX_FIELDS = 64;

/** The values of each field, one row each: of each exchange, and of all exchanges together. */
function* crosswiseRows(list: readonly SequenceValue[]): Generator<Slice[][]> {
  const exchanges = [...groupBy(list, ({ layer }) => layer.exchange).values()];
  for (const values of exchanges)
    if (values.length > 1 && values.length <= MAX_FIELDS) yield rowsOfFields(values) ?? [];
  const all = exchanges.length > 1 ? rowsOfFields(list) : undefined;
  if (all && all.length > 1) yield all;
}

/** Undefined if there are too many fields. */
function rowsOfFields(values: readonly SequenceValue[]): Slice[][] | undefined {
  const rows = new Map<string, Slice[]>();
  for (const value of values) {
    const { name } = value.place;
    const row = rows.get(name);
    if (row) row.push(sliceOf(value));
    else if (rows.size === MAX_FIELDS) return undefined;
    else rows.set(name, [sliceOf(value)]);
  }

  return [...rows.values()];
}

/** Whether a sequence can hold 60 bits of a canary: 12 letters and digits, or as many codes of characters. */
function mayHoldPieces(list: readonly SequenceValue[]): boolean {
  let length = 0;
  let hasLetter = false;
  for (const { text } of list) {
    length += text.length;
    hasLetter ||= /[^\d\s.,:+-]/.test(text);
    if (hasLetter && length >= 12) return true;
  }

  return list.length >= 12 && length >= 24;
}

/** Values that belong together: those of one object, and the fields of an exchange that are in none. */
interface Beside {
  records: Map<object | string, SequenceValue[]>;
  fields: SequenceValue[];
}

/** Returns the values of the same object, and the fields of other layers of the same exchange. */
function createBesideOf(
  values: readonly SequenceValue[],
): (value: SequenceValue) => readonly SequenceValue[] {
  let exchanges: Map<object, SequenceValue[]> | undefined;
  const known = new Map<object, Beside>();
  const recordOf = ({ layer, place }: SequenceValue) => place.record ?? layer.place;

  return (value) => {
    const { exchange } = value.layer;
    let beside = known.get(exchange);
    if (!beside) {
      exchanges ??= groupBy(values, ({ layer }) => layer.exchange);
      const sent = exchanges.get(exchange) ?? [];
      beside = { records: groupBy(sent, recordOf), fields: sent.filter(({ place }) => place.isTop) };
      known.set(exchange, beside);
    }

    return [
      ...(beside.records.get(recordOf(value)) ?? []).slice(0, MAX_BESIDE),
      ...beside.fields.slice(0, MAX_BESIDE),
    ];
  };
}

function groupBy<Key>(
  values: readonly SequenceValue[],
  keyOf: (value: SequenceValue) => Key,
): Map<Key, SequenceValue[]> {
  const groups = new Map<Key, SequenceValue[]>();
  for (const value of values) {
    const key = keyOf(value);
    const known = groups.get(key);
    if (known) known.push(value);
    else groups.set(key, [value]);
  }

  return groups;
}

function idOf(value: SequenceValue | undefined): string {
  return value ? `${value.layer.exchange.index}:${value.order}` : '';
}
