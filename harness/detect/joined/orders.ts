import { AS_BASE64 } from './layer-value.ts';
import { bySending, type SequenceValue } from './sequence-values.ts';

/** Characters of a value: from `from` to `to`, or to its end. */
export interface Slice {
  value: SequenceValue;
  from: number;
  to: number;
}

const NUMBERED_FRONT = /^(?<front>(?<number>\d{1,4})[-_.:|~])(?<piece>.{1,16})$/s;
const NUMBERED_END = /^(?<front>)(?<piece>.{1,16})[-_.:|~](?<number>\d{1,4})$/s;
/** Base64 of up to 12 bytes. */
const BASE64 = /^(?=.{2,16}$)(?:[\w+/-]{4})*(?:[\w+/-]{4}|[\w+/-]{3}=?|[\w+/-]{2}(?:==)?)$/;
/** Values that are sorted by their names. */
const MAX_NAMED = 1024;
/** Fields of a message whose values are compared as indexes of a piece. */
const MAX_SIBLINGS = 16;
/** Characters of an index. */
const LONGEST_INDEX = 6;
const INDEX = /^[a-z0-9]+$/i;
/** Interleaved rows that are tried: every second value, every third ... */
const STRIDES = [2, 3, 4];
/** Share of the values that repeat the end of the value before, if values overlap. */
const OVERLAP_SHARE = 0.6;
/** Characters of a value that is read crosswise with its neighbours. */
const SHORTEST_ROW = 4;
const MAX_ROWS = 8;

/**
 * The orders in which pieces may be joined: as sent, by the name of their field, by an index in the same message, and each of
 * these backwards.
 * @param values in the order of sending
 * @param besideOf values of the same message
 */
export function ordersOf(
  values: readonly SequenceValue[],
  besideOf: (value: SequenceValue) => readonly SequenceValue[],
): SequenceValue[][] {
  const orders = [[...values]];
  const add = (order: SequenceValue[]) => {
    const isKnown = orders.some((known) => isSame(known, order) || isSame(known.toReversed(), order));
    if (!isKnown) orders.push(order);
  };
  const names =
    values.length <= MAX_NAMED
      ? new Map(values.map(({ place: { name } }) => [name, natural(name)]))
      : new Map<string, string>();
  if (names.size > 1)
    add(
      values.toSorted(
        (a, b) =>
          a.layer.exchange.index - b.layer.exchange.index ||
          compareText(names.get(a.place.name) ?? '', names.get(b.place.name) ?? '') ||
          bySending(a, b),
      ),
    );
  for (const indexes of indexesOf(values, besideOf))
    add(values.toSorted((a, b) => compareText(indexes.get(a) ?? '', indexes.get(b) ?? '')));

  return orders.flatMap((order) => [order, order.toReversed()]);
}

/** The values whole, every second, third and fourth of them, and without what each repeats of the one before. */
export function rowsOf(values: readonly SequenceValue[]): Slice[][] {
  const whole = values.map(sliceOf);
  const rows = STRIDES.flatMap((stride) =>
    values.length < 3 * stride
      ? []
      : Array.from({ length: stride }, (_, first) => whole.filter((__, at) => at % stride === first)),
  );
  const merged = withoutOverlaps(values);

  return [whole, ...rows, ...(merged ? [merged] : [])];
}

/** Values that begin or end in a number of their own, such as `3-ab` or `ab:3`, without it and sorted by it. */
export function numberedOf(values: readonly SequenceValue[]): Slice[] | undefined {
  for (const pattern of [NUMBERED_FRONT, NUMBERED_END]) {
    const slices: { slice: Slice; number: number }[] = [];
    for (const value of values) {
      const found = pattern.exec(value.text)?.groups;
      if (!found) break;
      const { number = '', front = '', piece = '' } = found;
      const slice = { value, from: front.length, to: front.length + piece.length };
      slices.push({ slice, number: Number(number) });
    }
    if (slices.length === values.length && new Set(slices.map(({ number }) => number)).size === slices.length)
      return slices.toSorted((a, b) => a.number - b.number).map(({ slice }) => slice);
  }

  return undefined;
}

/** Values that are each base64 of a few characters, decoded; undefined if they are not. */
export function decodedOf(values: readonly SequenceValue[]): SequenceValue[] | undefined {
  if (!values.every(({ text }) => BASE64.test(text)) || !values.some(({ text }) => text.endsWith('=')))
    return undefined;

  return values.map((value) => ({
    ...value,
    place: {
      name: `${value.place.name}${AS_BASE64}`,
      record: value.place.record,
      isTop: value.place.isTop,
    },
    text: Buffer.from(value.text, 'base64').toString('latin1'),
  }));
}

/**
 * Texts of about equal length read crosswise: the first letter of each, then the second of each. Round robin over fields
 * splits a text like this.
 * @param rows the joined values of adjacent fields
 */
export function crosswiseOf(rows: readonly (readonly Slice[])[]): Slice[][] {
  const letters = rows.map((row) =>
    row.flatMap(({ value, from, to }) =>
      Array.from({ length: Math.min(to, value.text.length) - from }, (_, at) => ({
        value,
        from: from + at,
        to: from + at + 1,
      })),
    ),
  );
  const found: Slice[][] = [];
  for (const [first, row] of letters.entries()) {
    if (row.length < SHORTEST_ROW) continue;
    for (let count = 2; count <= MAX_ROWS && first + count <= letters.length; count++) {
      const next = letters[first + count - 1] ?? [];
      if (next.length > row.length || next.length < row.length - 1) break;
      found.push(interleave(letters.slice(first, first + count)));
    }
  }

  return found;
}

export function sliceOf(value: SequenceValue): Slice {
  return { value, from: 0, to: Infinity };
}

export function textOf({ value: { text }, from, to }: Slice): string {
  return from === 0 && to >= text.length ? text : text.slice(from, to);
}

function interleave(rows: readonly (readonly Slice[])[]): Slice[] {
  const longest = Math.max(...rows.map(({ length }) => length));

  return Array.from({ length: longest }, (_, at) => rows.flatMap((row) => row[at] ?? [])).flat();
}

/** Undefined if most values do not overlap. */
function withoutOverlaps(values: readonly SequenceValue[]): Slice[] | undefined {
  const counts = new Map<number, number>();
  const overlaps = values.map(({ text }, at) => {
    const overlap = at === 0 ? 0 : longestOverlap(values[at - 1]?.text ?? '', text);
    if (overlap > 0) counts.set(overlap, (counts.get(overlap) ?? 0) + 1);

    return overlap;
  });
  const overlapping = overlaps.filter((overlap) => overlap > 0).length;
  if (overlapping < 2 || overlapping < OVERLAP_SHARE * (values.length - 1)) return undefined;
  const [usual = 0] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [];

  return values.map((value, at) => {
    const longest = overlaps[at] ?? 0;
    const fits = longest > usual && values[at - 1]?.text.endsWith(value.text.slice(0, usual));

    return { value, from: fits ? usual : longest, to: Infinity };
  });
}

/** Characters at the end of a text with which the next begins. */
function longestOverlap(text: string, next: string): number {
  for (let length = Math.min(text.length, next.length - 1); length > 0; length--)
    if (text.endsWith(next.slice(0, length))) return length;

  return 0;
}

/** Fields that hold a different short value for each of the values. */
function indexesOf(
  values: readonly SequenceValue[],
  besideOf: (value: SequenceValue) => readonly SequenceValue[],
): Map<SequenceValue, string>[] {
  if (values.length < 3) return [];
  let indexes: Map<string, Map<SequenceValue, string>> | undefined;
  const used = new Map<string, Set<string>>();
  for (const value of values) {
    const siblings = siblingsOf(value, besideOf(value));
    indexes ??= new Map([...siblings.keys()].slice(0, MAX_SIBLINGS).map((position) => [position, new Map()]));
    for (const [position, index] of indexes) {
      const text = siblings.get(position);
      const known = used.get(position) ?? new Set();
      if (text === undefined || known.has(text)) indexes.delete(position);
      else {
        index.set(value, natural(text));
        used.set(position, known.add(text));
      }
    }
    if (indexes.size === 0) return [];
  }

  return [...(indexes?.values() ?? [])];
}

/** Short values of the same object, or the only ones of their position in the message. */
function siblingsOf(value: SequenceValue, message: readonly SequenceValue[]): Map<string, string> {
  const siblings = new Map<string, string>();
  const several = new Set<string>();
  for (const each of message) {
    if (each === value || each.text.length > LONGEST_INDEX || !INDEX.test(each.text)) continue;
    const isBeside = each.layer === value.layer && each.place.record === value.place.record;
    if (!isBeside && each.layer === value.layer && each.place.record !== undefined) continue;
    if (siblings.has(each.position) && !isBeside) several.add(each.position);
    siblings.set(each.position, each.text);
  }
  for (const position of several) siblings.delete(position);

  return siblings;
}

/** A text that sorts numbers by their value: `c10` after `c9`, and `a10` after `zz`. */
function natural(name: string): string {
  const padded = name.replaceAll(/\d+/g, (digits) => digits.padStart(8, '0'));

  return /^[a-z0-9]{1,6}$/i.test(name)
    ? name
        .replace(/^0+(?=.)/, '')
        .padStart(8, '0')
        .toLowerCase()
    : padded;
}

function isSame(a: readonly SequenceValue[], b: readonly SequenceValue[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
