import { Word64 } from './word64.ts';

const P32 = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const;

/** XXH32 with seed 0 (Yann Collet, xxHash specification). */
export function xxhash32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [p1, p2, p3, p4, p5] = P32;
  let at = 0;
  let hash: number;
  if (bytes.length >= 16) {
    const lanes = [(p1 + p2) | 0, p2 | 0, 0, -p1 | 0];
    for (; at + 16 <= bytes.length; at += 16)
      for (let lane = 0; lane < 4; lane++) {
        const mixed = (lanes[lane] ?? 0) + Math.imul(view.getInt32(at + lane * 4, true), p2);
        lanes[lane] = Math.imul(rotate32(mixed | 0, 13), p1);
      }
    hash = [1, 7, 12, 18].reduce((sum, addend, lane) => (sum + rotate32(lanes[lane] ?? 0, addend)) | 0, 0);
  } else hash = p5 | 0;
  hash = (hash + bytes.length) | 0;
  for (; at + 4 <= bytes.length; at += 4)
    hash = Math.imul(rotate32((hash + Math.imul(view.getInt32(at, true), p3)) | 0, 17), p4);
  for (; at < bytes.length; at++)
    hash = Math.imul(rotate32((hash + Math.imul(bytes[at] ?? 0, p5)) | 0, 11), p1);
  hash = Math.imul(hash ^ (hash >>> 15), p2);
  hash = Math.imul(hash ^ (hash >>> 13), p3);

  return (hash ^ (hash >>> 16)) >>> 0;
}

function rotate32(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

const P1 = new Word64(0x9e3779b1, 0x85ebca87);
const P2 = new Word64(0xc2b2ae3d, 0x27d4eb4f);
const P3 = new Word64(0x165667b1, 0x9e3779f9);
const P4 = new Word64(0x85ebca77, 0xc2b2ae63);
const P5 = new Word64(0x27d4eb2f, 0x165667c5);
/** Start values of the four lanes: P1 + P2, P2, 0, -P1. */
const LANES = [P1.copy().add(P2), P2, new Word64(0, 0), new Word64(0x61c8864e, 0x7a143579)];
/** Left rotation of each lane before the sum, in bits. */
const TURNS = [1, 7, 12, 18] as const;

/** XXH64 with seed 0. */
export function xxhash64(bytes: Uint8Array): Word64 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const hash = bytes.length < 32 ? P5.copy() : new Word64(0, 0);
  if (bytes.length >= 32) {
    const lanes = LANES.map((lane) => lane.copy());
    for (; at + 32 <= bytes.length; at += 32)
      for (let lane = 0; lane < 4; lane++) round(lanes[lane] ?? P1, wordAt(view, at + lane * 8));
    for (const [lane, word] of lanes.entries()) hash.add(word.copy().rotateLeft(TURNS[lane] ?? 0));
    for (const lane of lanes)
      hash
        .xor(round(new Word64(0, 0), lane))
        .multiply(P1)
        .add(P4);
  }
  hash.add(new Word64(0, bytes.length));
  for (; at + 8 <= bytes.length; at += 8)
    hash
      .xor(round(new Word64(0, 0), wordAt(view, at)))
      .rotateLeft(27)
      .multiply(P1)
      .add(P4);
  if (at + 4 <= bytes.length) {
    hash
      .xor(new Word64(0, view.getInt32(at, true)).multiply(P1))
      .rotateLeft(23)
      .multiply(P2)
      .add(P3);
    at += 4;
  }
  for (; at < bytes.length; at++)
    hash
      .xor(new Word64(0, bytes[at] ?? 0).multiply(P5))
      .rotateLeft(11)
      .multiply(P1);

  return hash.xorShifted(33).multiply(P2).xorShifted(29).multiply(P3).xorShifted(32);
}

function wordAt(view: DataView, at: number): Word64 {
  return new Word64(view.getInt32(at + 4, true), view.getInt32(at, true));
}

/** Mixes an input word into a lane. Modifies the input word. */
function round(lane: Word64, input: Word64): Word64 {
  return lane.add(input.multiply(P2)).rotateLeft(31).multiply(P1);
}
