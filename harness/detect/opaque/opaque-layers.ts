import type { Reached } from '../search.ts';
import { holdsStrings, isLegible } from '../codecs/readability.ts';
import { printChain } from '../chain.ts';
import {
  firstAfter,
  isDecodedWhole,
  isRead,
  isReadIn,
  isUnderstood,
  duplicateReadings,
} from './duplicate-readings.ts';
import { denseWords, isUuid } from './dense.ts';
import { hexWordsOf } from './hex-words.ts';
import { digitsOutsideParts, findSignature } from './unquoted.ts';
import { scatteredWords } from './scattered.ts';
import { unreadListsOf } from './symbols.ts';
import { mediaOf } from './media.ts';
import { isWhole, type Place } from './place.ts';
import { randomAmidText, randomIn } from './random.ts';

/** Content that was not decoded, and the layer that contains it. */
export interface OpaqueLayer {
  layer: Reached;
  bytes: number;
  kind: 'bytes' | 'text';
}

/**
 * A value of 16 bytes or more that was not decoded. It may be an identifier, a digest or a server's token, so it is not
 * opaque.
 */
export interface ShortValue {
  /** The value as written; two values are the same if this is. */
  value: string;
  /** Number of bytes that it can encode. */
  bytes: number;
  /** Where it was found. All values of an array, or of a list in a text, share one place. */
  where: string;
}

/** The undecoded content of a part, without duplicates: what is large enough to hide a canary, and short values. */
export interface OpaqueLayers {
  opaque: OpaqueLayer[];
  small: ShortValue[];
}

/** Bytes. A smaller value cannot contain a canary. */
const SMALLEST = 16;
/** Bytes of MD5 and UUID, SHA-1, SHA-224 and SHA-256. Written in hex, SHA-512 counts too. */
const DIGESTS = [16, 20, 28, 32];
const LARGEST_DIGEST = 64;
/** Characters. A longer text is searched for long words only. */
const LONGEST_SCATTERED = 4096;
/** Bytes that are checked for strings. */
const SAMPLE = 65_536;
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;

/** Reads the layers of a part, outermost first. Layers inside opaque content are not reported again. */
export function opaqueLayersOf(reached: readonly Reached[], place: Place): OpaqueLayers {
  const opaque: OpaqueLayer[] = [];
  const small = new Map<string, ShortValue>();
  const childrenByParent = childrenOf(reached);
  const reported = new Set<Reached>();
  const unreadLists = unreadListsOf(reached);
  for (const layer of reached) {
    if (layer.list !== undefined) {
      reported.add(layer);
      const unread = unreadLists.get(layer);
      if (unread) addShortValue(small, { value: unread.list, bytes: unread.bytes, where: placeIn(layer) });
    }
    const children = childrenByParent.get(layer) ?? NONE;
    layer.readings?.sort((a, b) => a.at - b.at);
    const size = reported.has(layer)
      ? 0
      : layer.content.isText
        ? opaqueTextOf(layer, children, place, small)
        : opaqueBytesOf(layer, children, place, small, childrenByParent);
    if (size > 0) opaque.push({ layer, bytes: size, kind: layer.content.isText ? 'text' : 'bytes' });
    const isReported = size > 0 || reported.has(layer);
    for (const each of isReported ? children : duplicateReadings(layer, children)) reported.add(each);
  }

  return { opaque, small: [...small.values()] };
}

const NONE: readonly Reached[] = [];

/** The size of a binary layer if it is opaque and larger than its place allows; otherwise 0. */
function opaqueBytesOf(
  layer: Reached,
  children: readonly Reached[],
  place: Place,
  small: Map<string, ShortValue>,
  descendants: ReadonlyMap<Reached | undefined, readonly Reached[]>,
): number {
  const { bytes } = layer.content;
  if (layer.sure && bytes.length >= place.values && mediaOf(bytes) !== undefined) return bytes.length;
  if (layer.opened || !layer.sure || bytes.length < SMALLEST) return 0;
  if (readableShare(bytes) >= 0.6 && holdsStrings(bytes.subarray(0, SAMPLE))) return randomAmidText(bytes);
  const inner = children.find(
    (child) =>
      child.opened && child.kind === 'whole' && child.offset <= bytes.length / 4 && isBelievable(child),
  );
  if (inner) {
    const remainders = (descendants.get(inner) ?? []).filter(({ codec }) => codec?.readsRemainder);

    return [bytes.subarray(0, inner.offset), ...remainders.map(({ content }) => content.bytes)].reduce(
      (sum, each) => sum + randomIn(each),
      0,
    );
  }
  if (isWhole(layer) ? bytes.length >= place.whole : bytes.length >= place.values && !isDigest(layer))
    return bytes.length;
  const hex = isHex(layer) ? layer.parent?.content.text : undefined;
  if (hex === undefined || !isUuid(hex))
    addShortValue(small, { value: hex ?? layer.content.key, bytes: bytes.length, where: placeIn(layer) });

  return 0;
}

/** Whether a layer is a certain decoding, or at least reads as text. Gibberish can look like a form. */
function isBelievable({ sure, content }: Reached): boolean {
  return sure || !content.isText || isLegible(content.bytes.subarray(0, SAMPLE));
}

/** Keeps the first value only: a text is read before its parts. */
function addShortValue(small: Map<string, ShortValue>, value: ShortValue): void {
  if (!small.has(value.value)) small.set(value.value, value);
}

/** Where a value was found, without the steps that decode it. */
function placeIn(layer: Reached): string {
  let at: Reached | undefined = layer;
  while (at?.kind === 'whole') at = at.parent;

  return printChain(at?.chain ?? [])
    .join(' > ')
    .replace(/\[\d+\]$/, '[]');
}

/** Whether a value is as long as a digest in its encoding. */
function isDigest(layer: Reached): boolean {
  const { length } = layer.content;

  return DIGESTS.includes(length) || (length === LARGEST_DIGEST && isHex(layer));
}

function isHex({ codec, label }: Reached): boolean {
  return codec?.hexLabel !== undefined && codec.hexLabel === label;
}

/**
 * Bytes that the undecoded, random-looking words of a text can encode. Words that are certainly base64 or hex do not
 * count alone: their decoded layers do.
 */
function opaqueTextOf(
  layer: Reached,
  children: readonly Reached[],
  place: Place,
  small: Map<string, ShortValue>,
): number {
  const { text } = layer.content;
  const isStructure = isUnderstood(layer, children);
  if (text.length <= LONGEST_SCATTERED && (isStructure ? ADDRESS.test(text) : isCounted(layer)))
    for (const { word, bytes } of scatteredWords(text))
      addShortValue(small, { value: word, bytes, where: placeIn(layer) });
  if (isStructure) {
    for (const { word, list } of hexWordsOf(text))
      addShortValue(small, {
        value: word,
        bytes: word.length >> 1,
        where: `${placeIn(layer)} at ${list}`.trim(),
      });
    const signature = findSignature(layer, children);
    if (signature !== undefined)
      addShortValue(small, { value: signature, bytes: (signature.length * 6) >> 3, where: placeIn(layer) });

    return digitsOutsideParts(text, children);
  }
  if (!isCounted(layer) || children.some((child) => isRewritten(child) || isDecodedWhole(child))) return 0;
  let size = 0;
  let hasUndecoded = false;
  const insideChildren = children
    .filter(({ kind }) => kind === 'inside')
    .map((child) => ({ at: child.offset, child }))
    .sort((a, b) => a.at - b.at);
  const wholes = children.filter(({ kind }) => kind === 'whole' || kind === 'rewrite');
  for (const word of denseWords(text)) {
    const [first, last] = [
      firstAfter(insideChildren, word.at - 1),
      firstAfter(insideChildren, word.at + word.length - 1),
    ];
    const overlapping = [...wholes, ...insideChildren.slice(first, last).map(({ child }) => child)];
    if (overlapping.some(isRead) || isReadIn(layer, word.at, word.length)) continue;
    const isDecoded = overlapping.some(
      ({ kind, sure, content }) => sure && kind !== 'rewrite' && content.length >= word.length * 0.49,
    );
    if (word.bytes >= place.values && !word.isIdSized) {
      size += word.bytes;
      hasUndecoded ||= !isDecoded;
    } else if (!isDecoded)
      addShortValue(small, {
        value: text.slice(word.at, word.at + word.length),
        bytes: word.bytes,
        where: placeIn(layer),
      });
  }

  return hasUndecoded ? size : 0;
}

/**
 * Whether opaque text in this layer counts: it was sent as is, is a certain decoding, or was found in bytes of an
 * unknown format.
 */
function isCounted({ sure, kind, codec, parent }: Reached): boolean {
  if (sure) return true;
  const isSame = kind === 'rewrite' || codec?.keepsText === true;

  return isSame && !!parent && !parent.structured && !parent.opened && isCounted(parent);
}

/** Whether a layer is its parent in another spelling, so that it is judged in the parent's place. */
function isRewritten({ kind, content }: Reached): boolean {
  return kind === 'rewrite' && content.isText;
}

/** Layers by their parent. */
export function childrenOf(reached: readonly Reached[]): Map<Reached | undefined, Reached[]> {
  const children = new Map<Reached | undefined, Reached[]>();
  for (const layer of reached) {
    const known = children.get(layer.parent);
    if (known) known.push(layer);
    else children.set(layer.parent, [layer]);
  }

  return children;
}

/** Share of bytes in runs of six or more printable characters. High for binary formats with unencoded strings. */
function readableShare(bytes: Uint8Array): number {
  let readable = 0;
  let run = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const isText = byte >= 32 && byte < 127;
    if (isText) run++;
    else {
      if (run >= 6) readable += run;
      run = 0;
    }
  }
  if (run >= 6) readable += run;

  return readable / bytes.length;
}
