import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';

const SHORTEST = 4;

/** Protobuf without a schema: each length-delimited field, if the whole content parses as one message. */
export const protobuf: Codec = {
  name: 'protobuf',
  kind: 'structure',
  needs: 'announced',
  provenByText: true,
  open({ content, mimeType }) {
    const announced = /protobuf/.test(mimeType);
    if (content.length < 6 || (content.isText && !announced)) return NOTHING;

    return { layers: readMessage(content.bytes, SHORTEST) ?? [] };
  },
};

/**
 * The length-delimited fields of a message; undefined if the bytes are not a message or have no such field.
 * @param shortest bytes of a field; shorter ones are left out
 */
export function readMessage(bytes: Uint8Array, shortest: number): Layer[] | undefined {
  const layers: Layer[] = [];
  const counts = new Map<number, number>();
  let at = 0;
  while (at < bytes.length) {
    const tag = varint(bytes, at);
    if (!tag) return undefined;
    const field = Math.floor(tag.value / 8);
    const size = sizeOf(tag.value % 8, bytes, tag.next);
    if (field < 1 || field > 4096 || !size || size.end > bytes.length) return undefined;
    if (tag.value % 8 === 2 && size.end - size.start >= shortest) {
      const occurrence = counts.get(field) ?? 0;
      counts.set(field, occurrence + 1);
      layers.push({
        step: `protobuf:${field}${occurrence ? `[${occurrence}]` : ''}`,
        content: Content.ofBytes(bytes.subarray(size.start, size.end)),
        offset: size.start,
        sure: true,
      });
    }
    at = size.end;
  }

  return layers.length > 0 ? layers : undefined;
}

function sizeOf(wire: number, bytes: Uint8Array, at: number): { start: number; end: number } | undefined {
  if (wire === 1) return { start: at, end: at + 8 };
  if (wire === 5) return { start: at, end: at + 4 };
  if (wire !== 0 && wire !== 2) return undefined;
  const number = varint(bytes, at);
  if (!number) return undefined;

  return { start: number.next, end: wire === 0 ? number.next : number.next + number.value };
}

function varint(bytes: Uint8Array, from: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let at = from; at < Math.min(bytes.length, from + 10); at++) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * 2 ** (7 * (at - from));
    if (byte < 128) return { value, next: at + 1 };
  }

  return undefined;
}
