import { isUtf8 } from 'node:buffer';
import { type Observed, parentOf } from './observed.ts';

/** All values of one field, in the order of sending. */
export interface Series {
  host: string;
  site: string;
  template: string;
  path: string;
  values: { block: number; message: number; value: string | Uint8Array }[];
  /** The number of values by block. */
  totals: Float64Array;
}

/** @param blocks number of blocks */
export function seriesOf(observed: readonly Observed[], blocks: number): Series[] {
  const series = new Map<string, Series>();
  for (const [message, { host, site, template, block, fields }] of observed.entries())
    for (const { path, value } of fields) {
      const key = `${site}\n${template}\n${path}`;
      let each = series.get(key);
      if (!each)
        series.set(
          key,
          (each = { host, site, template, path, values: [], totals: new Float64Array(blocks) }),
        );
      each.values.push({ block, message, value });
      each.totals[block] = (each.totals[block] ?? 0) + 1;
    }

  return [...series.values()];
}

const NUMBER = /^-?\d{1,15}(?:\.\d{1,17})?(?:e[+-]?\d{1,2})?$/i;

/** Undefined for a value that is not a number, and for an integer of more than 53 bits. */
export function numberOf(value: string | Uint8Array): number | undefined {
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined;
}

/** Whether a field is a counter or a clock: a number, or a text of constant length such as `2026-11-22T10:00:00Z`. */
export function isMonotonous({ values }: Series): boolean {
  return values.every(({ value }, at) => {
    const before = values[at - 1]?.value ?? value;
    const [one, other] = [numberOf(before), numberOf(value)];
    if (one !== undefined && other !== undefined) return one <= other;

    return (
      typeof before === 'string' &&
      typeof value === 'string' &&
      before.length === value.length &&
      before <= value
    );
  });
}

/** Bytes, or the bytes of a hex or base64 text that is not text again. */
export function rawBytesOf(value: string | Uint8Array): Uint8Array | undefined {
  if (typeof value !== 'string') return value;
  const hex = value.replaceAll('-', '');
  if (/^(?:[\da-f]{2}){2,}$/i.test(hex)) return Buffer.from(hex, 'hex');
  if (value.length < 4 || !/^[\w+/-]+={0,2}$/.test(value)) return undefined;
  const bytes = Buffer.from(value, 'base64');

  return isUtf8(bytes) ? undefined : bytes;
}

/** The share of a field's values that must have been decoded, so that only what was decoded is compared. */
const DECODED = 0.9;

/** Fields whose values consist of other fields: a JSON, a form, base64 of bytes. */
export function decodedSeries(series: readonly Series[]): Set<Series> {
  const insideOf = new Map<string, Set<number>>();
  for (const { site, template, path, values } of series) {
    const parent = parentOf(path);
    if (parent === undefined) continue;
    const key = `${site}\n${template}\n${parent}`;
    const messages = insideOf.get(key) ?? new Set<number>();
    for (const { message } of values) messages.add(message);
    insideOf.set(key, messages);
  }

  return new Set(
    series.filter(({ site, template, path, values }) => {
      const inside = insideOf.get(`${site}\n${template}\n${path}`);
      const messages = new Set(values.map(({ message }) => message));

      return inside !== undefined && inside.size >= DECODED * messages.size;
    }),
  );
}
