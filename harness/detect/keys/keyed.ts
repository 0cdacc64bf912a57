import type { Budget } from '../../model/evidence.ts';
import { Content } from '../content.ts';
import type { Matcher } from '../match/matcher.ts';
import { mediaOf } from '../opaque/media.ts';
import type { Part } from '../parts.ts';
import { type Allowance, type PartSearch, searchFrom } from '../search.ts';
import { closedIn, type Closed } from './closed.ts';
import { firstFit, type Key, KEYED, LONGEST_KEY, spelledPlace, type Vector } from './fit.ts';
import { type KeyForm, derivedKeysOf, keysOf } from './forms.ts';
import { keyedStep, spelled } from './step.ts';
import { type KeyValue, keyValuesOf, mayHoldKey, type Searched } from './values.ts';

/** Layers of an exchange that are held against every key; those beyond, largest first, against those that tell. */
const MOST_LAYERS = 4;
/** Keys held against layers beyond the first four: a quarter of a second on a slow core. */
const MOST_TRIES = 16_384;
/** Values, of those that name themselves so best, that keys are derived of. */
const MOST_DERIVED = 16;
const MOST_VECTORS = 8;
/** Longer data is no message. */
const LARGEST = 8 * 1024 * 1024;
/** What decryption gave of a part, as if a search of the part had found it. */
export interface KeyedSearch extends PartSearch {
  part: Part;
}

export interface KeysTried {
  searches: KeyedSearch[];
  /** What stayed closed all the same. */
  left: Closed[];
  /** The values that could be keys, also of what is in another exchange. */
  values: KeyValue[];
  /** There were more keys, or more that stayed closed, than are held against each other. */
  exhausted: boolean;
}

/**
 * Tries the values of an exchange as keys of what stayed closed in it: AES as ECB, CBC, CTR and GCM, and XOR with a key that
 * repeats. What comes out is searched on, and what it came out of is marked as opened. Up to 64 values are tried on the four
 * largest layers that stayed closed, and digests of 16 of them; on other layers those that tell, the nearest first.
 */
export function openWithKeys(
  searched: readonly Searched[],
  matcher: Matcher,
  skip: ReadonlySet<number>,
  allowance: Allowance,
  budget: Budget,
): KeysTried {
  const closed = closedIn(searched).filter(({ layer }) => mediaOf(layer.content.bytes) === undefined);
  if (closed.length === 0 && !searched.some(mayHoldKey))
    return { searches: [], left: [], values: [], exhausted: false };
  const { values, exhausted } = keyValuesOf(searched);
  if (closed.length === 0) return { searches: [], left: [], values, exhausted: false };
  const straight = (fits: (length: number) => boolean) =>
    values.flatMap(({ where, content, isTelling }) =>
      keysOf(content, fits).map((key) => ({ ...key, where, isTelling })),
    );
  const derived = values
    .slice(0, MOST_DERIVED)
    .flatMap(({ where, content, isTelling }) =>
      derivedKeysOf(content).map((key) => ({ ...key, where, isTelling, isDerived: true })),
    );
  const keys = distinct([...straight((length) => length > 0 && length <= LONGEST_KEY), ...derived]);
  const vectors = vectorsAmong(values);
  const fitting: Key[] = [];
  const searches: KeyedSearch[] = [];
  const left = closed.filter(({ layer }) => layer.content.length > LARGEST);
  const telling = keys.filter(({ isTelling }) => isTelling);
  const bySize = closed
    .filter(({ layer }) => layer.content.length <= LARGEST)
    .toSorted((a, b) => b.layer.content.length - a.layer.content.length);
  let triesLeft = MOST_TRIES;
  let untried = closed.length - bySize.length;
  for (const [at, each] of bySize.entries()) {
    const { part, layer } = each;
    if (triesLeft <= 0) {
      left.push(...bySize.slice(at));
      untried += bySize.length - at;
      break;
    }
    const isFirst = at < MOST_LAYERS;
    const tried = isFirst ? [...fitting, ...keys] : [...fitting, ...nearestFirst(telling, each)];
    const opened = firstFit(layer.content.bytes, spelledPlace(part.name, layer.chain), tried, () => vectors);
    if (!isFirst) triesLeft -= opened ? tried.indexOf(opened.key) + 1 : tried.length;
    if (!opened) {
      left.push(each);
      continue;
    }
    const { key, way, plain } = opened;
    if (!fitting.includes(key)) fitting.push(key);
    const step = keyedStep(way, key, key.where);
    const inner = layer.child(KEYED, { step, content: Content.ofBytes(plain), offset: 0, sure: true });
    for (const passed of [...each.way, layer]) passed.opened = true;
    const search = searchFrom(inner, matcher, skip, allowance, budget);
    searches.push({ ...search, part, reached: [...each.way, ...search.reached] });
  }

  const isCut = exhausted || (untried > 0 && fitting.length + telling.length > 0);

  return { searches, left, values, exhausted: isCut };
}

/** Values of a vector's length, as steps name them; of those that name themselves so best. */
export function vectorsAmong(values: readonly KeyValue[]): Vector[] {
  const fitting = values.flatMap(({ where, content }) =>
    keysOf(content, (length) => length === 12 || length === 16).map((form) => ({ ...form, where })),
  );

  return distinct(fitting)
    .slice(0, MOST_VECTORS)
    .map(({ form, bytes, where }) => ({ bytes, name: spelled(form, where) }));
}

/** Keys by how much of the way to them is the way to a layer: an event's own key stands beside its data. */
function nearestFirst(keys: readonly Key[], { part, layer, way }: Closed): Key[] {
  const place = spelledPlace(part.name, (way[0] ?? layer).chain);
  const shared = ({ where }: Key) => {
    let length = 0;
    while (length < where.length && where[length] === place[length]) length++;

    return length;
  };

  return keys
    .map((key) => ({ key, length: shared(key) }))
    .toSorted((a, b) => b.length - a.length)
    .map(({ key }) => key);
}

/** Each key once. */
export function distinct<T extends KeyForm>(keys: readonly T[]): T[] {
  const seen = new Set<string>();

  return keys.filter(({ bytes }) => {
    const hex = bytes.toString('hex');

    return !seen.has(hex) && seen.add(hex);
  });
}
