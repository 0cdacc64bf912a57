import type { Budget } from '../../model/evidence.ts';
import type { Canary } from '../../model/canary.ts';
import type { CodecSelection } from '../codec-selection.ts';
import { Content } from '../content.ts';
import { LayerNode } from '../layer-node.ts';
import type { Hit } from '../match/hit.ts';
import type { Matcher } from '../match/matcher.ts';
import { CERTAIN_BITS } from '../match/entropy.ts';
import { isPlain } from '../plain.ts';
import { searchFrom, type Sighting } from '../search.ts';
import { createColumnIndex } from './columns.ts';
import { createTraceCheck, startsCompressed } from './traces.ts';
import { bitsOf } from './neighbours.ts';
import { type Slice, textOf } from './orders.ts';
import { createSegmentIndex } from './segments.ts';
import type { SequenceValue } from './sequence-values.ts';

/** Slices whose joined text contains a canary. */
export interface Join {
  slices: readonly Slice[];
  separator: '' | ',';
  /** Relative to the joined text: its chain begins after the join. */
  sighting: Sighting;
}

export interface SequenceSearch {
  /** Finds canaries whose pieces are values in this order, with foreign values between them. */
  withGaps(values: readonly SequenceValue[], skip: ReadonlySet<number>): Join[];
  /**
   * Finds canaries in the joined text of adjacent slices, encoded or not.
   * @param decodesAll also decodes joined texts that show no trace of a canary
   */
  adjacent(slices: readonly Slice[], skip: ReadonlySet<number>, decodesAll?: boolean): Join[];
  /** Finds canaries of which each value is every second character, or every third ... */
  columns(values: readonly SequenceValue[], skip: ReadonlySet<number>): Join[];
}

/** Decodings of one joined text. */
const BUDGET: Budget = { bytes: 4 * 1024 * 1024, steps: 20_000, depth: 16 };
/** Slices before and after a trace of a canary that are decoded with it. */
const SURROUNDINGS = 200;
/** Characters of a joined text that is decoded. */
const LONGEST = 32 * 1024;
/** Parts of one sequence that are decoded. */
const MAX_WINDOWS = 16;
/** Characters of joined texts that are decoded without a trace of a canary, for a capture. */
const MAX_UNTRACED = 128 * 1024;
/** Joined texts that are remembered, so that none is decoded twice. */
const MAX_DECODED = 4096;
/** Characters. */
const SHORTEST = 12;
const LONGEST_MEAN = 16;
/** Values that are one of two characters. Fewer hold less than twelve bytes. */
const FEWEST_BITS = 96;

/** What all sequence searches for the same canaries use. */
export function createSequenceTools(canaries: readonly Canary[], matcher: Matcher, codecs: CodecSelection) {
  return {
    canaries,
    matcher,
    codecs,
    segments: createSegmentIndex(canaries),
    isTrace: createTraceCheck(canaries),
    columnIndex: createColumnIndex(canaries),
  };
}

export function createSequenceSearch({
  canaries,
  matcher,
  codecs,
  segments,
  isTrace,
  columnIndex,
}: ReturnType<typeof createSequenceTools>): SequenceSearch {
  /** Joined texts that were already decoded. */
  const decoded = new Set<string>();
  let untraced = MAX_UNTRACED;

  const hasTrace = (slices: readonly Slice[]) => isTrace(slices.map(textOf).join(''));
  const search = (
    slices: readonly Slice[],
    separator: Join['separator'],
    skip: ReadonlySet<number>,
  ): Sighting[] => {
    const root = LayerNode.ofPart({
      name: '',
      content: contentOf(slices, separator),
      contentType: '',
      codings: [],
      bulk: false,
    });
    const remaining = { bytes: BUDGET.bytes, steps: BUDGET.steps };
    const { sightings } = searchFrom(root, { matcher, codecs, skip, remaining, depth: BUDGET.depth });
    const best = new Map<number, Sighting>();
    for (const each of sightings) {
      const known = best.get(each.canary);
      if (isProof(each, canaries) && (!known || each.chain.length < known.chain.length))
        best.set(each.canary, each);
    }

    return [...best.values()];
  };
  const plainSightings = (content: Content) =>
    matcher.match(content, NONE).map((hit) => sightingOf(hit, content));
  /** The fewest adjacent slices that still contain the canary. */
  const trim = (slices: readonly Slice[], separator: Join['separator'], sighting: Sighting): Join => {
    const isPlainText = sighting.chain.length === 0;
    const find = (from: number, to: number) => {
      const some = slices.slice(from, to);
      const found = isPlainText ? plainSightings(contentOf(some, separator)) : search(some, separator, NONE);

      return found.find(({ canary, match }) => canary === sighting.canary && match === sighting.match);
    };
    const to = smallest(1, slices.length, (end) => find(0, end) !== undefined);
    const from = -smallest(1 - to, 0, (start) => find(-start, to) !== undefined);
    const found = find(from, to);

    return found
      ? { slices: slices.slice(from, to), separator, sighting: found }
      : { slices, separator, sighting };
  };
  const decode = (
    slices: readonly Slice[],
    separator: Join['separator'],
    skip: ReadonlySet<number>,
  ): Join[] => {
    /** The same values are often in several sequences. The last one tells apart exchanges with equal values. */
    const last = slices.at(-1)?.value;
    const key = `${contentOf(slices, separator).key} ${last?.layer.exchange.index} ${last?.order}`;
    if (decoded.has(key)) return [];
    if (decoded.size < MAX_DECODED) decoded.add(key);

    return search(slices, separator, skip).map((sighting) => trim(slices, separator, sighting));
  };

  return {
    withGaps(values, skip) {
      const alignments = segments.align(values.map(({ text }) => text));

      return alignments.flatMap(({ canary, pieces }): Join[] => {
        if (skip.has(canary)) return [];
        const slices = pieces.flatMap(({ index, from, to }) => {
          const value = values[index];

          return value ? [{ value, from, to }] : [];
        });
        const content = contentOf(slices, '');
        const hit = matcher
          .match(content, skip)
          .find((each) => each.canary === canary && isProof(each, canaries));
        const part: Hit = { canary, match: 'part', confidence: 'certain', offset: 0 };
        if (!hit && !segments.isSegment(content.text, canary)) return [];

        return [{ slices, separator: '', sighting: sightingOf(hit ?? part, content) }];
      });
    },
    adjacent(slices, skip, decodesAll = false) {
      const length = slices.reduce((sum, slice) => sum + textOf(slice).length, 0);
      if (slices.length < 2 || length < SHORTEST) return [];
      const codes = codesOf(slices);
      if (codes !== undefined) return isTrace(codes) ? decode(slices.slice(0, LONGEST), ',', skip) : [];
      const found = [...windowsOf(slices, hasTrace)].flatMap((window) => decode(window, '', skip));
      if (found.length > 0 || !decodesAll || length > untraced || !looksCut(slices, length, matcher.shortest))
        return found;
      untraced -= length;

      return decode(slices, '', skip);
    },
    columns(values, skip) {
      return columnIndex.find(values).flatMap((slices) => decode(slices, '', skip));
    },
  };
}

const NONE: ReadonlySet<number> = new Set();

/** The joined text or bytes of slices. */
export function contentOf(slices: readonly Slice[], separator: Join['separator']): Content {
  const text = slices.map(textOf).join(separator);

  return slices.every(({ value }) => value.layer.isText)
    ? Content.ofText(text)
    : Content.ofBytes(Buffer.from(text, 'latin1'));
}

function sightingOf(hit: Hit, content: Content): Sighting {
  return { ...hit, chain: [], offsets: [hit.offset], message: content };
}

/** Whether a hit alone proves that a canary was sent: 60 bits of it. */
function isProof(hit: Hit, canaries: readonly Canary[]): boolean {
  const canary = canaries[hit.canary];

  return (
    canary !== undefined &&
    hit.short === undefined &&
    hit.confidence === 'certain' &&
    bitsOf(hit, canary) >= CERTAIN_BITS
  );
}

/** The slices around each trace of a canary, and those after a beginning of compressed data. */
function* windowsOf(
  slices: readonly Slice[],
  hasTrace: (slices: readonly Slice[]) => boolean,
): Generator<readonly Slice[]> {
  let from = 0;
  for (let count = 0; count < MAX_WINDOWS && hasTrace(slices.slice(from)); count++) {
    const to = smallest(from + 1, slices.length, (end) => hasTrace(slices.slice(from, end)));
    const start = -smallest(1 - to, -from, (begin) => hasTrace(slices.slice(-begin, to)));
    yield withinLength(slices, Math.max(0, start - SURROUNDINGS), to + SURROUNDINGS);
    from = to;
  }
  const text = slices.map(textOf).join('');
  let at = 0;
  let count = 0;
  for (const [index, slice] of slices.entries()) {
    if (startsCompressed(text, at, textOf(slice).length) && count++ < MAX_WINDOWS)
      yield withinLength(slices, index, index + 2 * SURROUNDINGS);
    at += textOf(slice).length;
  }
}

function withinLength(slices: readonly Slice[], from: number, to: number): readonly Slice[] {
  let length = 0;
  let end = from;
  while (end < Math.min(to, slices.length) && length <= LONGEST)
    length += textOf(slices[end++] as Slice).length;

  return slices.slice(from, end);
}

/** The characters with these codes, if all slices are codes: the keys that were pressed. */
function codesOf(slices: readonly Slice[]): string | undefined {
  if (slices.length < SHORTEST) return undefined;
  let text = '';
  for (const slice of slices) {
    const code = /^\d{2,3}$/.test(textOf(slice)) ? Number(textOf(slice)) : 0;
    if (code < 8 || code > 126) return undefined;
    text += String.fromCharCode(code);
  }

  return text;
}

/**
 * Whether slices look like one encoded text that was cut: bits, or short words of about equal length that are no ordinary
 * text.
 */
function looksCut(slices: readonly Slice[], length: number, shortest: number): boolean {
  if (length < 16 || length > 4096 || length > LONGEST_MEAN * slices.length) return false;
  const texts = slices.map(textOf);
  const text = texts.join('');
  if (new Set(texts).size === 2 && length === texts.length) return length >= FEWEST_BITS;
  if (/\s/.test(text) || !/[^\d.:,-]/.test(text) || isPlain(text, shortest)) return false;

  return new Set(text).size >= 8 && new Set(texts).size * 2 >= Math.min(texts.length, 26);
}

/** The smallest number that fits, if each number above a fitting one fits; `most` if none does. */
function smallest(least: number, most: number, fits: (number: number) => boolean): number {
  let low = least;
  let high = most;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }

  return low;
}
