import type { FeatureSet } from './feature.ts';
import { decodedSeries, numberOf, rawBytesOf, type Series } from './series.ts';

/** With fewer different values, the values themselves are compared. */
const FEWEST_VALUES = 4;
/** Characters from the beginning and from the end. */
const MOST_CHARACTERS = 48;
/** Bytes from the beginning, and from the end. */
const MOST_BYTES = 32;

/** Single characters, classes of characters and bits of values that are different each time. */
export function addFine(set: FeatureSet, series: readonly Series[]): void {
  const decoded = decodedSeries(series);
  for (const each of series) {
    if (decoded.has(each)) continue;
    const distinct = new Set(each.values.map(({ value }) => keyOf(value)));
    if (distinct.size < FEWEST_VALUES) continue;
    for (const { block, value } of each.values) {
      const add = (kind: 'position' | 'bit', detail: string) =>
        set.add(block, {
          family: 'fine',
          kind,
          host: each.host,
          site: each.site,
          template: each.template,
          where: each.path,
          detail,
          totals: each.totals,
        });
      if (typeof value === 'string') for (const detail of positionsOf(value)) add('position', detail);
      for (const detail of bitsOf(value)) add('bit', detail);
    }
  }
}

function keyOf(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString('latin1');
}

function* positionsOf(value: string): Generator<string> {
  const length = Math.min(MOST_CHARACTERS, value.length);
  for (let at = 0; at < length; at++) {
    const character = value[at] ?? '';
    yield `character ${at + 1} is ${character}`;
    yield `character ${at + 1} is ${classOf(character)}`;
    const last = value.at(-1 - at) ?? '';
    yield `character ${at + 1} from the end is ${last}`;
    yield `character ${at + 1} from the end is ${classOf(last)}`;
  }
}

function classOf(character: string): string {
  if (/\p{Lu}/u.test(character)) return 'upper case';
  if (/\p{Ll}/u.test(character)) return 'lower case';

  return /\d/.test(character) ? 'a digit' : 'neither letter nor digit';
}

function* bitsOf(value: string | Uint8Array): Generator<string> {
  const number = numberOf(value);
  if (number !== undefined) {
    if (Number.isInteger(number)) yield* bitsOfInteger(BigInt(Math.abs(number)));

    return;
  }
  const bytes = rawBytesOf(value);
  if (!bytes) return;
  for (let at = 0; at < Math.min(MOST_BYTES, bytes.length); at++) {
    yield* bitsOfByte(bytes[at] ?? 0, `byte ${at + 1}`);
    yield* bitsOfByte(bytes[bytes.length - 1 - at] ?? 0, `byte ${at + 1} from the end`);
  }
}

function* bitsOfInteger(value: bigint): Generator<string> {
  for (let bit = 0n; value >> bit > 0n; bit++) if ((value >> bit) & 1n) yield `bit ${bit} is set`;
}

function* bitsOfByte(byte: number, name: string): Generator<string> {
  for (let bit = 0; bit < 8; bit++) if ((byte >> bit) & 1) yield `bit ${bit} of ${name} is set`;
}
