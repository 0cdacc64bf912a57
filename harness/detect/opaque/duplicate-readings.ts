import type { Reached } from '../search.ts';

/** Bytes. A longer text has a recognizable format. */
const LONGEST_WORD = 1 << 20;
/** Bytes. Shorter decoded text may be chance. */
const SHORTEST_READING = 16;

/** The children that only decode a layer once more: misreadings, other formats that also fit, another byte order. */
export function duplicateReadings(layer: Reached, children: readonly Reached[]): readonly Reached[] {
  if (children.length === 0) return children;
  const isMisread = layer.content.isText && !isUnderstood(layer, children);
  const hasNames = layer.content.isText && !isMisread;
  const decoded = children.filter(isDecodedWhole);
  const format = formatOf(children.find((each) => isRead(each) && formatOf(each) !== undefined));
  const isOtherFormat = (each: Reached) =>
    formatOf(each) !== undefined && (isMisread || (format !== undefined && formatOf(each) !== format));

  return children.filter(
    (each) =>
      !each.codec?.readsRemainder &&
      (isDecodedAgain(each, decoded, hasNames) || isOtherFormat(each) || isReadOtherwise(each, children)),
  );
}

/**
 * In a text with named parts, two decodings compete only at one offset. Otherwise the first decoding of the whole
 * counts.
 */
function isDecodedAgain(each: Reached, decoded: readonly Reached[], hasNames: boolean): boolean {
  const first = hasNames
    ? isDecodedWhole(each) && decoded.find(({ offset }) => offset === each.offset)
    : decoded[0];

  return !!first && first !== each;
}

/**
 * Whether a text has named parts. A base64 word that ends in `=` looks like a form; one with dots looks like a host
 * name.
 */
export function isUnderstood(
  { opened, structured, content }: Reached,
  children: readonly Reached[],
): boolean {
  if (!opened && !structured) return false;
  const parts = children.filter(({ kind }) => kind === 'structure');
  if (parts.length > 0 && parts.every(({ codec }) => codec?.readsAnyWord)) return false;

  return !(
    content.length < LONGEST_WORD &&
    content.text.endsWith('=') &&
    /^[^\s&=]+={1,2}$/.test(content.text)
  );
}

/** Whether a layer is a certain decoding of its whole parent. */
export function isDecodedWhole({ kind, sure }: Reached): boolean {
  return sure && kind === 'whole';
}

/** The format of a named part. Bytes sometimes fit several formats; the first one that gave text counts. */
function formatOf(layer: Reached | undefined): string | undefined {
  return layer?.kind === 'structure' ? (layer.codec?.format ?? layer.codec?.name) : undefined;
}

export function isRead({ opened, content }: Reached): boolean {
  return opened || content.isText;
}

/** Whether the source of a layer was decoded in another way: with another alphabet, or from another offset. */
function isReadOtherwise(layer: Reached, siblings: readonly Reached[]): boolean {
  const { parent, kind, offset, content } = layer;
  if (!parent?.content.isText || kind === 'structure') return false;
  if (kind !== 'rewrite' && isRead(layer)) return false;

  return kind === 'inside' ? isReadIn(parent, offset, content.length) : isReadWhole(parent, siblings);
}

/** Whether most of a text was decoded. Also if a final `=` made it look like a form with one part. */
function isReadWhole(layer: Reached, children: readonly Reached[]): boolean {
  const { length } = layer.content;

  return (
    isReadIn(layer, 0, length, 0.45) ||
    children.some(
      (child) =>
        child.kind === 'structure' && child.content.length >= length - 3 && isReadIn(child, 0, length, 0.45),
    )
  );
}

/** Whether enough decoded text covers a range of a layer to rule out chance. */
export function isReadIn({ readings }: Reached, from: number, length: number, share = 0.3): boolean {
  if (!readings) return false;
  for (let index = firstAfter(readings, from - length); index < readings.length; index++) {
    const { at, bytes } = readings[index] ?? { at: Number.POSITIVE_INFINITY, bytes: 0 };
    if (at >= from + length) return false;
    if (bytes >= SHORTEST_READING && bytes >= length * share) return true;
  }

  return false;
}

/** Index of the first element whose offset is greater than `place`. The list is sorted by offset. */
export function firstAfter(sorted: readonly { at: number }[], place: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.at ?? 0) > place) high = middle;
    else low = middle + 1;
  }

  return low;
}
