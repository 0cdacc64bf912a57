import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';

/** Bytes. Shorter content contains nothing useful. */
const SHORTEST = 4;
const [EXTRA, NAME, COMMENT] = [4, 8, 16];
/** Bytes of a gzip member's header without optional fields (RFC 1952). */
const HEADER = 10;

/**
 * Data next to compressed data: bytes after its end, and the file name, comment and extra field of a gzip
 * header.
 */
export const rest: Codec = {
  name: 'rest',
  kind: 'structure',
  needs: 'announced',
  readsRemainder: true,
  open({ content, compressedEnd: end }) {
    if (end === undefined) return NOTHING;
    const bytes = asBuffer(content.bytes);
    const remainder = withoutZeros(bytes.subarray(end));

    return {
      layers: [
        ...(bytes[0] === 0x1f && bytes[1] === 0x8b ? headerOf(bytes) : []),
        ...(remainder.length < SHORTEST ? [] : [layer('behind', remainder, end)]),
      ].filter((each) => each.content.length >= SHORTEST),
    };
  },
};

function layer(name: string, bytes: Uint8Array, offset: number): Layer {
  return { step: `rest:${name}`, content: Content.ofBytes(bytes), offset, sure: true };
}

function headerOf(bytes: Buffer): Layer[] {
  const flags = bytes[3] ?? 0;
  const layers: Layer[] = [];
  let at = HEADER;
  if (flags & EXTRA && at + 2 <= bytes.length) {
    const length = bytes.readUInt16LE(at);
    layers.push(layer('extra', bytes.subarray(at + 2, at + 2 + length), at + 2));
    at += 2 + length;
  }
  for (const [flag, what] of [
    [NAME, 'name'],
    [COMMENT, 'comment'],
  ] as const) {
    const end = flags & flag ? bytes.indexOf(0, at) : -1;
    if (end < 0) continue;
    layers.push(layer(what, bytes.subarray(at, end), at));
    at = end + 1;
  }

  return layers;
}

/** Removes trailing zeros, which are buffer padding. */
function withoutZeros(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;

  return bytes.subarray(0, end);
}
