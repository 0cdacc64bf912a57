import { Word64 } from './word64.ts';

/** SipHash-2-4 (Aumasson and Bernstein). The key is zero by default. */
export function siphash24(bytes: Uint8Array, [k0, k1]: readonly [Word64, Word64] = [ZERO, ZERO]): Word64 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const state: State = [
    new Word64(0x736f6d65, 0x70736575).xor(k0),
    new Word64(0x646f7261, 0x6e646f6d).xor(k1),
    new Word64(0x6c796765, 0x6e657261).xor(k0),
    new Word64(0x74656462, 0x79746573).xor(k1),
  ];
  const whole = bytes.length & ~7;
  for (let at = 0; at < whole; at += 8)
    absorb(state, new Word64(view.getInt32(at + 4, true), view.getInt32(at, true)));
  const last = new Word64(bytes.length << 24, 0);
  for (let at = whole; at < bytes.length; at++) {
    const shift = (at - whole) * 8;
    const byte = bytes[at] ?? 0;
    if (shift < 32) last.low |= byte << shift;
    else last.high |= byte << (shift - 32);
  }
  absorb(state, last);
  state[2].low ^= 0xff;
  for (let round = 0; round < 4; round++) turn(state);

  return state[0].xor(state[1]).xor(state[2]).xor(state[3]);
}

type State = [Word64, Word64, Word64, Word64];
const ZERO = new Word64(0, 0);

function absorb(state: State, word: Word64): void {
  state[3].xor(word);
  turn(state);
  turn(state);
  state[0].xor(word);
}

function turn([a, b, c, d]: State): void {
  a.add(b);
  b.rotateLeft(13).xor(a);
  swapHalves(a);
  c.add(d);
  d.rotateLeft(16).xor(c);
  a.add(d);
  d.rotateLeft(21).xor(a);
  c.add(b);
  b.rotateLeft(17).xor(c);
  swapHalves(c);
}

/** Rotates by 32 bits. */
function swapHalves(word: Word64): void {
  [word.high, word.low] = [word.low, word.high];
}
