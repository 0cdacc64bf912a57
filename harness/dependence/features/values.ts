import { createHash } from 'node:crypto';
import { ANYWHERE, type Family, type FeatureSet } from './feature.ts';
import { numberOf, rawBytesOf, type Series } from './series.ts';

/** Characters of a value that are shown. */
const SHOWN = 64;
/** Characters or bytes of a value that counts wherever it is sent. */
const SHORTEST_ANYWHERE = 3;
/** Fields of a message whose differences are compared with each other. */
const MOST_NUMBERS = 12;
/** Bytes of a value that may be masked with another one. */
const MOST_MASKED = 64;
/** Characters of a value whose form is compared. */
const MOST_FORM = 200;

/** The values of fields, and what stays the same of values that are new each time. */
export function addValues(set: FeatureSet, series: readonly Series[]): void {
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
      for (const detail of formsOf(value)) add('forms', detail);
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
    addSteps(set, each);
  }
  addDifferences(set, series);
  addMasked(set, series);
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
  yield `length ${value.length}`;
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
function addSteps(set: FeatureSet, { host, site, template, path, values, totals }: Series): void {
  let before: number | undefined;
  for (const { block, value } of values) {
    const number = numberOf(value);
    if (number === undefined) return;
    if (before !== undefined)
      set.add(block, {
        family: 'forms',
        kind: 'number',
        host,
        site,
        template,
        where: path,
        detail: `grows by ${round(number - before)}`,
        totals,
      });
    before = number;
  }
}

/** Differences between two numbers of one message. */
function addDifferences(set: FeatureSet, series: readonly Series[]): void {
  const byMessage = new Map<number, { each: Series; block: number; number: number }[]>();
  for (const each of series) {
    const numbers = each.values.map(({ value }) => numberOf(value));
    if (numbers.includes(undefined) || new Set(numbers).size < 3) continue;
    for (const [at, { message, block }] of each.values.entries()) {
      const known = byMessage.get(message) ?? [];
      known.push({ each, block, number: numbers[at] ?? 0 });
      byMessage.set(message, known);
    }
  }
  for (const numbers of byMessage.values())
    for (const [at, one] of numbers.slice(0, MOST_NUMBERS).entries())
      for (const other of numbers.slice(at + 1, MOST_NUMBERS))
        set.add(one.block, {
          family: 'forms',
          kind: 'number',
          host: one.each.host,
          site: one.each.site,
          template: one.each.template,
          where: `${one.each.path} minus ${other.each.path}`,
          detail: `is ${round(one.number - other.number)}`,
          totals: one.each.totals,
        });
}

/** Two values of one message, one masked with the other. */
function addMasked(set: FeatureSet, series: readonly Series[]): void {
  const byMessage = new Map<number, { each: Series; block: number; bytes: Uint8Array }[]>();
  for (const each of series) {
    if (
      each.values.length < 2 ||
      new Set(each.values.map(({ value }) => nameOf(value))).size * 2 < each.values.length
    )
      continue;
    for (const { message, block, value } of each.values) {
      const bytes = rawBytesOf(value);
      if (!bytes || bytes.length > MOST_MASKED) continue;
      const known = byMessage.get(message) ?? [];
      known.push({ each, block, bytes });
      byMessage.set(message, known);
    }
  }
  for (const values of byMessage.values())
    for (const [at, one] of values.slice(0, MOST_NUMBERS).entries())
      for (const other of values.slice(at + 1, MOST_NUMBERS))
        if (one.bytes.length === other.bytes.length)
          set.add(one.block, {
            family: 'forms',
            kind: 'value',
            host: one.each.host,
            site: one.each.site,
            template: one.each.template,
            where: `${one.each.path} xor ${other.each.path}`,
            detail: `is ${Buffer.from(one.bytes.map((byte, index) => byte ^ (other.bytes[index] ?? 0))).toString('hex')}`,
            totals: one.each.totals,
          });
}

function round(value: number): string {
  return String(Number(value.toPrecision(12)));
}
