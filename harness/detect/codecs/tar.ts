import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';

const BLOCK = 512;
/** Characters. A longer name is cut in the chain; it is still searched. */
const LONGEST_LABEL = 64;
/** Bytes. Shorter names cannot contain a canary, however encoded. */
const SHORTEST_NAME = 12;
/** Bytes. Shorter remainders contain nothing useful. */
const SHORTEST = 4;
const CHECKSUM = 148;

/** Text fields of a header: name, link, user, group, and the directory before the name. */
const TEXTS: readonly (readonly [from: number, to: number])[] = [
  [0, 100],
  [157, 257],
  [265, 297],
  [297, 329],
  [345, 500],
];
/** Where headers without the magic `ustar` have zeros. */
const UNUSED = 257;

/**
 * Tar archives: each member, the names in its header, and bytes that should be zero. Source: POSIX, pax; GNU tar manual.
 */
export const tar: Codec = {
  name: 'tar',
  kind: 'structure',
  reads: 'bytes',
  givesNoValues: true,
  open({ content }) {
    if (content.isText || !isTarHeader(content.bytes)) return NOTHING;
    const bytes = asBuffer(content.bytes);
    const layers: Layer[] = [];
    let at = 0;
    for (let index = 0; isTarHeader(bytes.subarray(at)); index++) {
      const header = bytes.subarray(at, at + BLOCK);
      const names = namesOf(header);
      for (const name of names)
        if (name.length >= SHORTEST_NAME) layers.push(layer(`tar-name[${index}]`, name, at));
      const size = sizeOf(header);
      const [from, end] = [at + BLOCK, Math.min(at + BLOCK + size, bytes.length)];
      at = Math.min(from + Math.ceil(size / BLOCK) * BLOCK, bytes.length);
      const label = names[0]?.toString('utf8').slice(0, LONGEST_LABEL) ?? String(index);
      layers.push(layer(`tar:${label}`, bytes.subarray(from, end), from));
      layers.push(layer(`tar-rest[${index}]`, withoutZeros(bytes.subarray(end, at)), end));
    }
    layers.push(layer('tar-rest', withoutZeros(bytes.subarray(at)), at));

    const found = layers.filter((each) => each.content.length >= SHORTEST);

    return { layers: found, settles: !found.some(({ step }) => step.startsWith('tar-rest')) };
  },
};

function layer(step: string, bytes: Uint8Array, offset: number): Layer {
  return { step, content: Content.ofBytes(bytes), offset, sure: true };
}

/** Whether bytes begin with a header whose checksum is right. */
export function isTarHeader(bytes: Uint8Array): boolean {
  if (bytes.length < BLOCK || bytes[0] === 0) return false;
  const stored = octalOf(asBuffer(bytes.subarray(CHECKSUM, CHECKSUM + 8)));
  if (stored === undefined) return false;
  let sum = 8 * 32;
  for (let at = 0; at < BLOCK; at++) if (at < CHECKSUM || at >= CHECKSUM + 8) sum += bytes[at] ?? 0;

  return sum === stored;
}

function namesOf(header: Buffer): Buffer[] {
  const isExtended = header.toString('latin1', UNUSED, UNUSED + 5) === 'ustar';
  const texts = isExtended ? TEXTS : [...TEXTS.slice(0, 2), [UNUSED, BLOCK] as const];

  return texts
    .map(([from, to]) => withoutZeros(header.subarray(from, to)))
    .filter(({ length }) => length > 0);
}

/** Bytes of a member. Sizes from 8 GiB on are binary, with the highest bit set. */
function sizeOf(header: Buffer): number {
  const field = header.subarray(124, 136);
  if ((field[0] ?? 0) >= 0x80) return Number(field.readBigUInt64BE(4));

  return octalOf(field) ?? 0;
}

function octalOf(field: Buffer): number | undefined {
  const digits = /^[ \0]*([0-7]+)[ \0]*$/.exec(field.toString('latin1'))?.[1];

  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}

function withoutZeros(bytes: Buffer): Buffer {
  let [from, end] = [0, bytes.length];
  while (end > 0 && bytes[end - 1] === 0) end--;
  while (from < end && bytes[from] === 0) from++;

  return bytes.subarray(from, end);
}
