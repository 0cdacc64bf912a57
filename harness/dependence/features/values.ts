import { createHash } from 'node:crypto';
import { ANYWHERE, type Family, type FeatureSet } from './feature.ts';
import { decodedSeries, numberOf, rawBytesOf, type Series } from './series.ts';

/** Characters of a value that are shown. */
const SHOWN = 64;
/** Characters or bytes of a value that counts wherever it is sent. */
const SHORTEST_ANYWHERE = 3;
/** Values of a message that are compared with each other. */
const MOST_PAIRED = 12;
/** Bytes of a value that may be masked with another one. */
const MOST_MASKED = 64;
/** Characters of a value whose form is compared. */
const MOST_FORM = 200;

/** The values of fields, and what stays the same of values that are new each time. */
export function addValues(set: FeatureSet, series: readonly Series[]): void {
  const decoded = decodedSeries(series);
  for (const each of series) {
    const isOrder = / > (?:order|names)$|^request\.headers$/.test(each.path);
    for (const { block, value } of each.values) {
      const add = (family: Family, detail: string) =>
        set.add(block, {
          family,
          kind: family === 'shape' ? 'order' : 'value',
          host: each.host,
          site: each.site,
          template: each.template,
          where: each.path,
          detail,
          totals: each.totals,
        });
      add(isOrder ? 'shape' : 'values', nameOf(value));
      if (isOrder) continue;
      add('forms', `length ${value.length}`);
      if (!decoded.has(each)) for (const detail of formsOf(value)) add('forms', detail);
      if (value.length >= SHORTEST_ANYWHERE)
        set.add(block, {
          family: 'values',
          kind: 'value',
          host: each.host,
          site: each.site,
          template: '',
          where: ANYWHERE,
          detail: nameOf(value),
        });
    }
    addAll(set, each, 'number', each.path, stepsOf(each));
  }
  for (const { first, second, pairs } of pairsOf(series.filter(isNumeric)))
    addAll(set, first, 'number', `${first.path} minus ${second.path}`, differencesOf(pairs));
  for (const { first, second, pairs } of pairsOf(series.filter(isOpaque), canBeMasked))
    addAll(set, first, 'value', `${first.path} xor ${second.path}`, maskedOf(pairs));
}

/** What was computed from values. */
interface Computed {
  block: number;
  detail: string;
}

/** Adds what was computed from values of a field, as a share of all that was computed. */
function addAll(
  set: FeatureSet,
  { host, site, template }: Series,
  kind: 'number' | 'value',
  where: string,
  computed: Iterable<Computed>,
): void {
  const all = [...computed];
  const totals = set.newCounts();
  for (const { block } of all) totals[block] = (totals[block] ?? 0) + 1;
  for (const { block, detail } of all)
    set.add(block, { family: 'forms', kind, host, site, template, where, detail, totals });
}

/** The value itself where it is short. */
export function nameOf(value: string | Uint8Array): string {
  const text = typeof value === 'string' ? value : Buffer.from(value).toString('hex');
  if (text.length <= SHOWN) return `is ${text}`;

  return `is ${text.slice(0, SHOWN / 2)}... (${createHash('sha1').update(value).digest('hex').slice(0, 12)})`;
}

/** Characters that nobody sees, and white space other than one ordinary space. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}]|(?! )\p{Zs}| {2,}/gu;

function* formsOf(value: string | Uint8Array): Generator<string> {
  if (typeof value !== 'string') {
    yield `begins with ${Buffer.from(value.subarray(0, 4)).toString('hex')}`;

    return;
  }
  const text = value.slice(0, MOST_FORM);
  const hidden = (text.match(INVISIBLE) ?? []).map((character) =>
    Array.from(character, (each) => each.codePointAt(0)?.toString(16)).join('+'),
  );
  if (hidden.length > 0) yield `invisible characters ${hidden.join(' ')}`;
  if (/[a-z]/.test(text) && /[A-Z]/.test(text))
    yield `letter case ${text
      .replaceAll(/[^a-zA-Z]/g, '')
      .replaceAll(/[a-z]/g, 'a')
      .replaceAll(/[A-Z]/g, 'A')}`;
  yield `characters ${text
    .replaceAll(/\p{Lu}+/gu, 'A')
    .replaceAll(/\p{Ll}+/gu, 'a')
    .replaceAll(/\d+/g, '0')}`;
}

/** Differences between consecutive numbers of one field. */
function* stepsOf(series: Series): Generator<Computed> {
  if (!series.values.every(({ value }) => numberOf(value) !== undefined)) return;
  let before: number | undefined;
  for (const { block, value } of series.values) {
    const number = numberOf(value) ?? 0;
    if (before !== undefined) yield { block, detail: `grows by ${round(number - before)}` };
    before = number;
  }
}

type Sent = Series['values'][number];

/** Values of two fields that were sent in one message. */
interface PairedSeries {
  first: Series;
  second: Series;
  pairs: { one: Sent; other: Sent }[];
}

/** Only the first values of a message are paired. */
function pairsOf(
  series: readonly Series[],
  isPaired: (value: Sent['value']) => boolean = () => true,
): Iterable<PairedSeries> {
  const byMessage = new Map<number, { each: Series; sent: Sent }[]>();
  for (const each of series)
    for (const sent of each.values) {
      if (!isPaired(sent.value)) continue;
      const known = byMessage.get(sent.message) ?? [];
      known.push({ each, sent });
      byMessage.set(sent.message, known);
    }
  const paired = new Map<Series, Map<Series, PairedSeries>>();
  for (const values of byMessage.values())
    for (const [at, { each: first, sent: one }] of values.slice(0, MOST_PAIRED).entries())
      for (const { each: second, sent: other } of values.slice(at + 1, MOST_PAIRED)) {
        const ofFirst = paired.get(first) ?? new Map<Series, PairedSeries>();
        paired.set(first, ofFirst);
        const pair = ofFirst.get(second) ?? { first, second, pairs: [] };
        ofFirst.set(second, pair);
        pair.pairs.push({ one, other });
      }

  return [...paired.values()].flatMap((ofFirst) => [...ofFirst.values()]);
}

/** Whether a field has several numbers, and nothing else. */
function isNumeric({ values }: Series): boolean {
  const numbers = values.map(({ value }) => numberOf(value));

  return !numbers.includes(undefined) && new Set(numbers).size >= 3;
}

/** Differences between two numbers of one message. */
function* differencesOf(pairs: PairedSeries['pairs']): Generator<Computed> {
  for (const { one, other } of pairs) {
    const difference = (numberOf(one.value) ?? 0) - (numberOf(other.value) ?? 0);
    yield { block: one.block, detail: `is ${round(difference)}` };
  }
}

/** Whether most values of a field are new. */
function isOpaque({ values }: Series): boolean {
  return values.length >= 2 && new Set(values.map(({ value }) => nameOf(value))).size * 2 >= values.length;
}

function canBeMasked(value: Sent['value']): boolean {
  const bytes = rawBytesOf(value);

  return bytes !== undefined && bytes.length <= MOST_MASKED;
}

/** Two values of one message, one masked with the other. */
function* maskedOf(pairs: PairedSeries['pairs']): Generator<Computed> {
  for (const { one, other } of pairs) {
    const [bytes, mask] = [rawBytesOf(one.value), rawBytesOf(other.value)];
    if (!bytes || bytes.length !== mask?.length) continue;
    const unmasked = Buffer.from(bytes.map((byte, at) => byte ^ (mask[at] ?? 0)));
    yield { block: one.block, detail: `is ${unmasked.toString('hex')}` };
  }
}

function round(value: number): string {
  return String(Number(value.toPrecision(12)));
}
