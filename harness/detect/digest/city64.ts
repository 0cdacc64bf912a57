import { Word64 } from './word64.ts';

const K0 = new Word64(0xc3a5c85c, 0x97cb3127);
const K1 = new Word64(0xb492b66f, 0xbe98f273);
const K2 = new Word64(0x9ae16a3b, 0x2f90404f);
const K_MUL = new Word64(0x9ddfea08, 0xeb382d69);
const NINE = new Word64(0, 9);

/** CityHash64, version 1.1 (Geoff Pike and Jyrki Alakuijala), without a seed. */
export function cityhash64(bytes: Uint8Array): Word64 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  if (length <= 16) return upTo16(view, length);
  if (length <= 32) return upTo32(view, length);

  return length <= 64 ? upTo64(view, length) : longer(view, length);
}

function upTo16(view: DataView, length: number): Word64 {
  const factor = sum(K2, number(length * 2));
  if (length >= 8) {
    const a = sum(wordAt(view, 0), K2);
    const b = wordAt(view, length - 8);
    const c = sum(product(turned(b, 37), factor), a);
    const d = product(sum(turned(a, 25), b), factor);

    return mixPair(c, d, factor);
  }
  if (length >= 4) {
    const first = view.getUint32(0, true);
    const shifted = new Word64(first >>> 29, first << 3);

    return mixPair(sum(number(length), shifted), number(view.getUint32(length - 4, true)), factor);
  }
  if (length === 0) return K2.copy();
  const y = view.getUint8(0) + (view.getUint8(length >> 1) << 8);
  const z = length + (view.getUint8(length - 1) << 2);

  return product(
    product(number(y), K2)
      .xor(product(number(z), K0))
      .xorShifted(47),
    K2,
  );
}

function upTo32(view: DataView, length: number): Word64 {
  const factor = sum(K2, number(length * 2));
  const a = product(wordAt(view, 0), K1);
  const b = wordAt(view, 8);
  const c = product(wordAt(view, length - 8), factor);
  const d = product(wordAt(view, length - 16), K2);
  const left = sum(turned(sum(a, b), 43), turned(c, 30)).add(d);

  return mixPair(left, sum(a, turned(sum(b, K2), 18)).add(c), factor);
}

function upTo64(view: DataView, length: number): Word64 {
  const factor = sum(K2, number(length * 2));
  const a = product(wordAt(view, 0), K2);
  const b = wordAt(view, 8);
  const c = wordAt(view, length - 24);
  const d = wordAt(view, length - 32);
  const e = product(wordAt(view, 16), K2);
  const f = product(wordAt(view, 24), NINE);
  const g = wordAt(view, length - 8);
  const h = product(wordAt(view, length - 16), factor);
  const u = turned(sum(a, g), 43).add(product(sum(turned(b, 30), c), NINE));
  const v = sum(a, g).xor(d).add(f).add(number(1));
  const w = swapped(product(sum(u, v), factor)).add(h);
  const x = turned(sum(e, f), 42).add(c);
  const y = product(swapped(product(sum(v, w), factor)).add(g), factor);
  const z = sum(e, f).add(c);
  const last = swapped(product(sum(x, z), factor).add(y)).add(b);

  return product(product(sum(z, last), factor).add(d).add(h).xorShifted(47), factor).add(x);
}

function longer(view: DataView, length: number): Word64 {
  let x = wordAt(view, length - 40);
  let y = sum(wordAt(view, length - 16), wordAt(view, length - 56));
  let z = mixPair(sum(wordAt(view, length - 48), number(length)), wordAt(view, length - 24), K_MUL);
  let v = mix32(view, length - 64, number(length), z);
  let w = mix32(view, length - 32, sum(y, K1), x);
  x = product(x, K1).add(wordAt(view, 0));
  const blocks = (length - 1) & ~63;
  for (let at = 0; at < blocks; at += 64) {
    x = product(
      turned(
        sum(x, y)
          .add(v[0])
          .add(wordAt(view, at + 8)),
        37,
      ),
      K1,
    );
    y = product(turned(sum(y, v[1]).add(wordAt(view, at + 48)), 42), K1);
    x.xor(w[1]);
    y.add(v[0]).add(wordAt(view, at + 40));
    z = product(turned(sum(z, w[0]), 33), K1);
    v = mix32(view, at, product(v[1], K1), sum(x, w[0]));
    w = mix32(view, at + 32, sum(z, w[1]), sum(y, wordAt(view, at + 16)));
    [z, x] = [x, z];
  }
  const left = mixPair(v[0], w[0], K_MUL)
    .add(product(y.copy().xorShifted(47), K1))
    .add(z);

  return mixPair(left, mixPair(v[1], w[1], K_MUL).add(x), K_MUL);
}

/** Mixes 32 bytes into two words. */
function mix32(view: DataView, at: number, first: Word64, second: Word64): [Word64, Word64] {
  const a = sum(first, wordAt(view, at));
  const last = wordAt(view, at + 24);
  const b = turned(sum(second, a).add(last), 21);
  const all = sum(a, wordAt(view, at + 8)).add(wordAt(view, at + 16));

  return [sum(all, last), b.add(turned(all, 44)).add(a)];
}

function mixPair(first: Word64, second: Word64, factor: Word64): Word64 {
  const a = product(first.copy().xor(second), factor).xorShifted(47);
  const b = product(a.xor(second), factor).xorShifted(47);

  return product(b, factor);
}

function number(value: number): Word64 {
  return new Word64(0, value);
}

function sum(a: Word64, b: Word64): Word64 {
  return a.copy().add(b);
}

function product(a: Word64, b: Word64): Word64 {
  return a.copy().multiply(b);
}

/** Rotated right. */
function turned(word: Word64, by: number): Word64 {
  return word.copy().rotateLeft(64 - by);
}

/** With its bytes reversed. */
function swapped({ high, low }: Word64): Word64 {
  return new Word64(swap32(low), swap32(high));
}

function swap32(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

function wordAt(view: DataView, at: number): Word64 {
  return new Word64(view.getInt32(at + 4, true), view.getInt32(at, true));
}
