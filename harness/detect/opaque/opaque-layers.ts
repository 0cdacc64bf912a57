import type { Reached } from '../search.ts';
import { printChain } from '../chain.ts';
import { firstAfter, isDecodedWhole, isRead, isReadIn, isUnderstood, readAgain } from './read-again.ts';
import { denseWords, isUuid } from './dense.ts';
import { hexWordsOf } from './hex-words.ts';
import { digitsOutside, signatureIn } from './unquoted.ts';
import { isWhole, type Place } from './place.ts';
import { randomAmidText, randomIn } from './random.ts';

/** Something that nothing opened, in the layer it was found in. */
export interface OpaqueLayer {
  layer: Reached;
  bytes: number;
  kind: 'bytes' | 'text';
}

/** A value of 16 bytes and more that may be an identifier, a digest or a token of a server: nothing read it, and it is not opaque. */
export interface ShortValue {
  /** The value as it was written; by it, it is known again. */
  value: string;
  /** What it can hold. */
  bytes: number;
  /** Where it stands: all values of an array, a list or a text that is nothing else are in one place. */
  where: string;
}

/** What stayed opaque of a part, each thing once: where it could hide a canary, and where it is as small as an identifier. */
export interface OpaqueLayers {
  opaque: OpaqueLayer[];
  small: ShortValue[];
}

/** Nothing smaller holds a canary. */
const SMALLEST = 16;
/** MD5 and UUID, SHA-1, SHA-224, SHA-256; as hex SHA-512 too. */
const DIGESTS = [16, 20, 28, 32];
const LARGEST_DIGEST = 64;

/** Goes through the layers of a part, the outermost first: what stands in something opaque is not told again. */
export function opaqueLayersOf(reached: readonly Reached[], place: Place): OpaqueLayers {
  const opaque: OpaqueLayer[] = [];
  const small = new Map<string, ShortValue>();
  const children = childrenOf(reached);
  const told = new Set<Reached>();
  for (const layer of reached) {
    const within = children.get(layer) ?? [];
    layer.readings?.sort((a, b) => a.at - b.at);
    const size = told.has(layer)
      ? 0
      : layer.content.isText
        ? opaqueTextOf(layer, within, place, small)
        : opaqueBytesOf(layer, within, place, small, children);
    if (size > 0) opaque.push({ layer, bytes: size, kind: layer.content.isText ? 'text' : 'bytes' });
    const isTold = size > 0 || told.has(layer);
    for (const each of isTold ? within : readAgain(layer, within)) told.add(each);
  }

  return { opaque, small: [...small.values()] };
}

/** The bytes of a layer that is no text, where it is opaque and larger than what its place may have; else 0. */
function opaqueBytesOf(
  layer: Reached,
  children: readonly Reached[],
  place: Place,
  small: Map<string, ShortValue>,
  descendants: ReadonlyMap<Reached | undefined, readonly Reached[]>,
): number {
  const { bytes } = layer.content;
  if (layer.opened || !layer.sure || bytes.length < SMALLEST) return 0;
  if (readableShare(bytes) >= 0.6) return randomAmidText(bytes);
  const within = children.find(
    (child) => child.opened && child.kind === 'whole' && child.offset <= bytes.length / 4,
  );
  if (within) {
    const behind = (descendants.get(within) ?? []).filter(({ codec }) => codec?.readsRemainder);

    return [bytes.subarray(0, within.offset), ...behind.map(({ content }) => content.bytes)].reduce(
      (sum, each) => sum + randomIn(each),
      0,
    );
  }
  if (isWhole(layer) ? bytes.length >= place.whole : bytes.length >= place.values && !isDigest(layer))
    return bytes.length;
  const dress = isHex(layer) ? layer.parent?.content.text : undefined;
  if (dress === undefined || !isUuid(dress))
    keep(small, { value: dress ?? layer.content.key, bytes: bytes.length, where: placeIn(layer) });

  return 0;
}

/** Once each: text is gone through before its parts. */
function keep(small: Map<string, ShortValue>, value: ShortValue): void {
  if (!small.has(value.value)) small.set(value.value, value);
}

/** Where a value stands, however it is written there. */
function placeIn(layer: Reached): string {
  let at: Reached | undefined = layer;
  while (at?.kind === 'whole') at = at.parent;

  return printChain(at?.chain ?? [])
    .join(' > ')
    .replace(/\[\d+\]$/, '[]');
}

/** Whether a value is as long as a digest in its dress. */
function isDigest(layer: Reached): boolean {
  const { length } = layer.content;

  return DIGESTS.includes(length) || (length === LARGEST_DIGEST && isHex(layer));
}

function isHex({ codec, label }: Reached): boolean {
  return codec?.hexLabel !== undefined && codec.hexLabel === label;
}

/** The bytes that a text's random-looking words can hold, where nothing read them and they are no base64 or hex to see. */
function opaqueTextOf(
  layer: Reached,
  children: readonly Reached[],
  place: Place,
  small: Map<string, ShortValue>,
): number {
  const { text } = layer.content;
  if (isUnderstood(layer, children)) {
    for (const { word, list } of hexWordsOf(text))
      keep(small, { value: word, bytes: word.length >> 1, where: `${placeIn(layer)} at ${list}`.trim() });
    const signature = signatureIn(layer, children);
    if (signature !== undefined)
      keep(small, { value: signature, bytes: (signature.length * 6) >> 3, where: placeIn(layer) });

    return digitsOutside(text, children);
  }
  if (!isToBeJudged(layer) || children.some((child) => isRewritten(child) || isDecodedWhole(child))) return 0;
  let size = 0;
  let hasUndecoded = false;
  const placed = children
    .filter(({ kind }) => kind === 'inside')
    .map((child) => ({ at: child.offset, child }))
    .sort((a, b) => a.at - b.at);
  const wholes = children.filter(({ kind }) => kind === 'whole' || kind === 'rewrite');
  for (const word of denseWords(text)) {
    const [first, last] = [firstAfter(placed, word.at - 1), firstAfter(placed, word.at + word.length - 1)];
    const within = [...wholes, ...placed.slice(first, last).map(({ child }) => child)];
    if (within.some(isRead) || isReadIn(layer, word.at, word.length)) continue;
    const isDecoded = within.some(
      ({ kind, sure, content }) => sure && kind !== 'rewrite' && content.length >= word.length * 0.49,
    );
    if (word.bytes >= place.values && !word.isIdSized) {
      size += word.bytes;
      hasUndecoded ||= !isDecoded;
    } else if (!isDecoded)
      keep(small, {
        value: text.slice(word.at, word.at + word.length),
        bytes: word.bytes,
        where: placeIn(layer),
      });
  }

  return hasUndecoded ? size : 0;
}

/** Whether a layer is what was sent, the same written otherwise, or a text amid bytes of which nobody knows the format. */
function isToBeJudged({ sure, kind, codec, parent }: Reached): boolean {
  if (sure) return true;
  const isSame = kind === 'rewrite' || codec?.keepsText === true;

  return isSame && !!parent && !parent.structured && !parent.opened && isToBeJudged(parent);
}

/** Whether a layer is its parent written otherwise, and so judged in its place. */
function isRewritten({ kind, content }: Reached): boolean {
  return kind === 'rewrite' && content.isText;
}

/** The layers that came out of each. */
function childrenOf(reached: readonly Reached[]): Map<Reached | undefined, Reached[]> {
  const children = new Map<Reached | undefined, Reached[]>();
  for (const layer of reached) {
    const known = children.get(layer.parent);
    if (known) known.push(layer);
    else children.set(layer.parent, [layer]);
  }

  return children;
}

/** The share of bytes that stand in runs of six or more characters of text: binary formats with plain strings have much. */
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
