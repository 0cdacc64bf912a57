// MD4 (RFC 1320), which browser.crypto does not offer.

/** The functions of the three rounds, each with its constant, the order of the words, and the rotations. */
const ROUNDS = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
  },
];

/** @returns {Uint8Array} */
export function md4(bytes) {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, bytes.length * 8, true);
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < padded.length; at += 64) {
    const words = Array.from({ length: 16 }, (_, word) => view.getUint32(at + word * 4, true));
    const next = compress(state, words);
    state = state.map((value, index) => (value + next[index]) >>> 0);
  }
  const digest = new DataView(new ArrayBuffer(16));
  for (const [index, value] of state.entries()) digest.setUint32(index * 4, value, true);

  return new Uint8Array(digest.buffer);
}

function compress([a, b, c, d], words) {
  for (const { mix, constant, order, shifts } of ROUNDS)
    for (const [step, word] of order.entries()) {
      const sum = (a + mix(b, c, d) + words[word] + constant) | 0;
      const shift = shifts[step % 4];
      [a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c];
    }

  return [a, b, c, d];
}
