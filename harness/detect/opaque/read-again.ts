import type { Reached } from '../search.ts';

/** What is longer has a form of its own. */
const LONGEST_WORD = 1 << 20;
/** Less text may have been read by chance. */
const SHORTEST_READING = 16;

/** Of what came out of a layer, what only reads it once more: misreadings, other formats that fit, a second order of bytes. */
export function readAgain(layer: Reached, within: readonly Reached[]): Reached[] {
  const isMisread = layer.content.isText && !isUnderstood(layer, within);
  const hasNames = layer.content.isText && !isMisread;
  const decoded = within.filter(isDecodedWhole);
  const format = formatOf(within.find((each) => isRead(each) && formatOf(each) !== undefined));
  const isOther = (each: Reached) =>
    formatOf(each) !== undefined && (isMisread || (format !== undefined && formatOf(each) !== format));

  return within.filter(
    (each) =>
      !each.codec?.readsRemainder &&
      (isDecodedAgain(each, decoded, hasNames) || isOther(each) || isReadOtherwise(each, within)),
  );
}

/** Where parts have names, a list of numbers is one among them; else what was decoded as a whole is all of it. */
function isDecodedAgain(each: Reached, decoded: readonly Reached[], hasNames: boolean): boolean {
  const first = hasNames
    ? isDecodedWhole(each) && decoded.find(({ offset }) => offset === each.offset)
    : decoded[0];

  return !!first && first !== each;
}

/** Whether a text has parts with names. A word of base64 that ends in `=` looks like a form, one with dots like a host name. */
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

/** Whether a layer is the whole of its parent, decoded as what it plainly is. */
export function isDecodedWhole({ kind, sure }: Reached): boolean {
  return sure && kind === 'whole';
}

/** The format whose part a layer is: bytes fit several now and then, and the first that gave text is believed. */
function formatOf(layer: Reached | undefined): string | undefined {
  return layer?.kind === 'structure' ? (layer.codec?.format ?? layer.codec?.name) : undefined;
}

export function isRead({ opened, content }: Reached): boolean {
  return opened || content.isText;
}

/** Whether what a layer was decoded from is read in another way: as another alphabet, or from another character on. */
function isReadOtherwise(layer: Reached, siblings: readonly Reached[]): boolean {
  const { parent, kind, offset, content } = layer;
  if (!parent?.content.isText || kind === 'structure') return false;
  if (kind !== 'rewrite' && isRead(layer)) return false;

  return kind === 'inside' ? isReadIn(parent, offset, content.length) : isReadWhole(parent, siblings);
}

/** Whether most of a text was read, as it is or, where its last sign made it look like a form, without that. */
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

/** Whether text was read in a part of a layer: enough to be no chance, and most of what stands there. */
export function isReadIn({ readings }: Reached, from: number, length: number, share = 0.3): boolean {
  if (!readings) return false;
  for (let index = firstAfter(readings, from - length); index < readings.length; index++) {
    const { at, bytes } = readings[index] ?? { at: Number.POSITIVE_INFINITY, bytes: 0 };
    if (at >= from + length) return false;
    if (bytes >= SHORTEST_READING && bytes >= length * share) return true;
  }

  return false;
}

/** The first of what is sorted by its place that lies behind one. */
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
