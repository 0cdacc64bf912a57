import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';

/** Bytes from `http` on that must be those of a URL. */
const CHECKED = 14;
const [H, T, P] = [0x68, 0x74, 0x70];
const START = /^https?(?::|%3a)[!-~]+$/i;
/** Bytes by which the best method is chosen. */
const LONGEST_START = 64;
const SHORTEST = 12;
/** Bytes that are searched for the start of a URL. */
const LONGEST = 1 << 20;

/** The bytes before an encoding that depends on their position or their neighbours. */
interface Method {
  label: string;
  decode(bytes: Uint8Array): Uint8Array;
}

/**
 * Content XORed with a key byte that grows by the same number at each position, with a key byte and the position, or with the
 * byte before. Also differences of bytes. Recognized by the word `http`.
 */
export const positionXor: Codec = {
  name: 'xor-position',
  kind: 'whole',
  reads: 'bytes',
  readsFormless: true,
  open({ content }) {
    if (content.length < SHORTEST || content.isText) return NOTHING;
    const method = methodOf(content.bytes.subarray(0, LONGEST));
    if (!method) return NOTHING;
    const plain = Content.ofBytes(method.decode(content.bytes));
    const layer: Layer = { step: method.label, content: plain, offset: 0, sure: true };

    return { layers: [layer] };
  },
};

function methodOf(bytes: Uint8Array): Method | undefined {
  const last = bytes.length - CHECKED;
  let before = 0;
  let a = bytes[0] ?? 0;
  let b = bytes[1] ?? 0;
  let c = bytes[2] ?? 0;
  for (let at = 0; at <= last; at++) {
    const d = bytes[at + 3] ?? 0;
    if (mayStartUrl(at, before, a, b, c, d)) {
      const method = methodAt(bytes, at);
      if (method) return method;
    }
    before = a;
    a = b;
    b = c;
    c = d;
  }

  return undefined;
}

function methodAt(bytes: Uint8Array, at: number): Method | undefined {
  const [found] = [growingKeyAt(bytes, at), positionKeyAt(bytes, at), neighbourAt(bytes, at)]
    .flatMap((method) => (method ? [{ method, length: lengthOfUrl(method.decode(bytes), at) }] : []))
    .toSorted((a, b) => b.length - a.length);

  return found?.method;
}

/** Characters that URLs usually have. Two methods can agree on the first ones. */
function lengthOfUrl(plain: Uint8Array, at: number): number {
  const text = Buffer.from(plain.subarray(at, at + LONGEST_START)).toString('latin1');

  return /^[a-z0-9:/.?=&_%+-]*/i.exec(text)?.[0].length ?? 0;
}

/** A fast check for all methods of the four bytes of `http`, and the byte before them. */
function mayStartUrl(at: number, before: number, a: number, b: number, c: number, d: number): boolean {
  const ab = a ^ b;
  const bc = b ^ c;
  /** With the byte before, once encoded or added. */
  if (ab === T && bc === T && (a ^ before) === H) return true;
  if (((b - a) & 255) === T && ((c - b) & 255) === T && ((a - before) & 255) === H) return true;
  /** With the byte before; with a key and the position. */
  if (b === (H ^ T) && c === 0 && d === (T ^ P)) return true;
  if (bc === (((at + 1) ^ (at + 2)) & 255) && ab === ((H ^ T ^ at ^ (at + 1)) & 255)) return true;
  const growth = ((c ^ T) - (b ^ T)) & 255;

  return (((b ^ T) - (a ^ H)) & 255) === growth && (((d ^ P) - (c ^ T)) & 255) === growth;
}

function growingKeyAt(bytes: Uint8Array, at: number): Method | undefined {
  const key = (bytes[at] ?? 0) ^ H;
  const growth = (((bytes[at + 1] ?? 0) ^ T) - key) & 255;
  if (growth === 0) return undefined;
  const first = (key - at * growth) & 255;
  const keyAt = (index: number) => (first + index * growth) & 255;
  if (!startsUrl((index) => (bytes[index] ?? 0) ^ keyAt(index), at)) return undefined;

  return {
    label: `xor:${hexOf(first)}+${growth}`,
    decode: (all) => all.map((byte, index) => byte ^ keyAt(index)),
  };
}

function positionKeyAt(bytes: Uint8Array, at: number): Method | undefined {
  const key = (bytes[at] ?? 0) ^ H ^ (at & 255);
  const keyAt = (index: number) => key ^ (index & 255);
  if (!startsUrl((index) => (bytes[index] ?? 0) ^ keyAt(index), at)) return undefined;

  return {
    label: `xor:${hexOf(key)}^position`,
    decode: (all) => all.map((byte, index) => byte ^ keyAt(index)),
  };
}

/** Each byte with the one before: XORed with it once it was encoded or before, or added to it. */
function neighbourAt(bytes: Uint8Array, at: number): Method | undefined {
  const before = (index: number) => bytes[index - 1] ?? 0;
  if (at > 0 && startsUrl((index) => (bytes[index] ?? 0) ^ before(index), at))
    return { label: 'xor:previous', decode: (all) => all.map((byte, index) => byte ^ (all[index - 1] ?? 0)) };
  if (at > 0 && startsUrl((index) => ((bytes[index] ?? 0) - before(index)) & 255, at))
    return { label: 'difference', decode: (all) => all.map((byte, index) => byte - (all[index - 1] ?? 0)) };
  const plain = new Uint8Array(CHECKED);
  plain[0] = H;
  for (let index = 1; index < CHECKED; index++)
    plain[index] = (bytes[at + index] ?? 0) ^ (plain[index - 1] ?? 0);
  if (!startsUrl((index) => plain[index - at] ?? 0, at)) return undefined;

  return { label: 'xor:previous-plain', decode: (all) => decodeRunning(all, at) };
}

/** Each byte was XORed with the one before it; the byte at an offset is `h`. */
function decodeRunning(bytes: Uint8Array, at: number): Uint8Array {
  const plain = new Uint8Array(bytes.length);
  plain[at] = H;
  for (let index = at + 1; index < bytes.length; index++)
    plain[index] = (bytes[index] ?? 0) ^ (plain[index - 1] ?? 0);
  for (let index = at; index > 0; index--) plain[index - 1] = (bytes[index] ?? 0) ^ (plain[index] ?? 0);

  return plain;
}

function startsUrl(byteAt: (index: number) => number, at: number): boolean {
  if (byteAt(at) !== H || byteAt(at + 1) !== T || byteAt(at + 2) !== T || byteAt(at + 3) !== P) return false;
  const start = Buffer.from(Array.from({ length: CHECKED }, (_, index) => byteAt(at + index)));

  return START.test(start.toString('latin1'));
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
