/** Bit rotations of each round. */
const TURNS = [
  [3, 7, 11, 19],
  [3, 5, 9, 13],
  [3, 9, 11, 15],
] as const;
/** Order of the message's words in each round. */
const ORDERS = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
] as const;
const ADDENDS = [0, 0x5a827999, 0x6ed9eba1] as const;

/** MD4 (RFC 1320), which OpenSSL 3 does not provide by default. */
export function md4(bytes: Uint8Array): Buffer {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const padded = Buffer.alloc(blocks * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  padded.writeUInt32LE((bytes.length * 8) >>> 0, padded.length - 8);
  padded.writeUInt32LE(Math.floor(bytes.length / 2 ** 29), padded.length - 4);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let block = 0; block < padded.length; block += 64) mix(state, padded, block);
  const digest = Buffer.alloc(16);
  for (const [at, word] of state.entries()) digest.writeInt32LE(word, at * 4);

  return digest;
}

function mix(state: Int32Array, bytes: Buffer, block: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let round = 0; round < 3; round++)
    for (let step = 0; step < 16; step++) {
      const word = bytes.readInt32LE(block + 4 * (ORDERS[round]?.[step] ?? 0));
      const turn = TURNS[round]?.[step & 3] ?? 0;
      const sum = (a + combine(round, b, c, d) + word + (ADDENDS[round] ?? 0)) | 0;
      [a, b, c, d] = [d, (sum << turn) | (sum >>> (32 - turn)), b, c];
    }
  for (const [at, word] of [a, b, c, d].entries()) state[at] = ((state[at] ?? 0) + word) | 0;
}

function combine(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);

  return round === 1 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
}
