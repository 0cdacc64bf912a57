/** The most bytes of output, and the initial buffer. Most input fails early. */
const MAX_OUTPUT = 1 << 16;
const FIRST_OUTPUT = 64;
/** Base lengths, their extra bits, and base distances (RFC 1951, 3.2.5). */
const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
];
/** RFC 1951, 3.2.7: the order of the code length code's lengths. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const [MAX_LITERALS, MAX_DISTANCES, LONGEST_CODE, END_OF_BLOCK] = [286, 30, 15, 256];

/** The output of raw deflate data, complete or not. */
export interface SmallInflated {
  /** Output up to the end of the data or the first error. */
  bytes: Uint8Array;
  /**
   * `ended`: after the last block, or at the end of truncated data. `full`: the output exceeds `MOST_OUTPUT`.
   */
  end: 'ended' | 'broken' | 'full';
}

/**
 * Inflates a few hundred bytes of raw deflate, like zlib. For small data, zlib's setup and error handling
 * take a hundred times longer than the decoding. Most attempts fail. Source: RFC 1951.
 */
export function inflateSmall(bytes: Uint8Array): SmallInflated {
  const inflater = new Inflater(bytes);
  let state: State = 'goes on';
  while (state === 'goes on') state = inflater.readBlock();

  return { bytes: inflater.output, end: state };
}

type State = 'goes on' | SmallInflated['end'];

/** A canonical Huffman code: the number of symbols of each length, and the symbols in code order. */
interface Code {
  counts: Uint16Array;
  symbols: Uint16Array;
}

class Inflater {
  readonly #bytes: Uint8Array;
  #bit = 0;
  #output = new Uint8Array(FIRST_OUTPUT);
  #length = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get output(): Uint8Array {
    return this.#output.subarray(0, this.#length);
  }

  readBlock(): State {
    const head = this.#take(3);
    if (head < 0) return 'ended';
    const kind = head >> 1;
    if (kind === 3) return 'broken';
    const state =
      kind === 0
        ? this.#readStored()
        : kind === 1
          ? this.#readSymbols(FIXED, FIXED_DISTANCES)
          : this.#readDynamic();

    return state === 'goes on' && (head & 1) === 1 ? 'ended' : state;
  }

  #readStored(): State {
    this.#bit = (this.#bit + 7) & ~7;
    const size = this.#take(16);
    const check = this.#take(16);
    if (size < 0 || check < 0) return 'ended';
    if ((size ^ check) !== 0xffff) return 'broken';
    const from = this.#bit >> 3;
    const data = this.#bytes.subarray(from, from + size);
    if (!this.#makeRoom(data.length)) return 'full';
    this.#output.set(data, this.#length);
    this.#length += data.length;
    this.#bit += size * 8;

    return data.length < size ? 'ended' : 'goes on';
  }

  #readDynamic(): State {
    const literals = this.#take(5) + 257;
    const distances = this.#take(5) + 1;
    const count = this.#take(4) + 4;
    if (count < 4) return 'ended';
    if (literals > MAX_LITERALS || distances > MAX_DISTANCES) return 'broken';
    const lengths = new Uint8Array(MAX_LITERALS + MAX_DISTANCES);
    for (let at = 0; at < count; at++) {
      const length = this.#take(3);
      if (length < 0) return 'ended';
      lengths[ORDER[at] ?? 0] = length;
    }
    const lengthCode = codeOf(lengths.subarray(0, ORDER.length), 'complete');
    if (!lengthCode) return 'broken';
    lengths.fill(0);
    for (let at = 0; at < literals + distances; ) {
      const symbol = this.#symbol(lengthCode);
      if (symbol < 0) return symbol === CUT_OFF ? 'ended' : 'broken';
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      const more = this.#take(symbol === 16 ? 2 : symbol === 17 ? 3 : 7);
      if (more < 0) return 'ended';
      const end = at + more + (symbol === 18 ? 11 : 3);
      if ((symbol === 16 && at === 0) || end > literals + distances) return 'broken';
      const repeated = symbol === 16 ? (lengths[at - 1] ?? 0) : 0;
      while (at < end) lengths[at++] = repeated;
    }
    if (lengths[END_OF_BLOCK] === 0) return 'broken';
    const literalCode = codeOf(lengths.subarray(0, literals), 'one may do');
    const distanceCode = codeOf(lengths.subarray(literals, literals + distances), 'one may do');

    return literalCode && distanceCode ? this.#readSymbols(literalCode, distanceCode) : 'broken';
  }

  #readSymbols(literals: Code, distances: Code): State {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol < 0) return symbol === CUT_OFF ? 'ended' : 'broken';
      if (symbol === END_OF_BLOCK) return 'goes on';
      if (symbol < END_OF_BLOCK) {
        if (!this.#makeRoom(1)) return 'full';
        this.#output[this.#length++] = symbol;
        continue;
      }
      const length = LENGTHS[symbol - 257];
      if (length === undefined) return 'broken';
      const extra = this.#take(LENGTH_BITS[symbol - 257] ?? 0);
      if (extra < 0) return 'ended';
      const place = this.#symbol(distances);
      if (place < 0) return place === CUT_OFF ? 'ended' : 'broken';
      const near = DISTANCES[place];
      if (near === undefined) return 'broken';
      const beyond = this.#take(place < 4 ? 0 : (place >> 1) - 1);
      if (beyond < 0) return 'ended';
      const from = this.#length - near - beyond;
      if (from < 0) return 'broken';
      if (!this.#makeRoom(length + extra)) return 'full';
      for (let each = 0; each < length + extra; each++)
        this.#output[this.#length++] = this.#output[from + each] ?? 0;
    }
  }

  /** @returns false if the output would exceed `MOST_OUTPUT` */
  #makeRoom(more: number): boolean {
    const required = this.#length + more;
    if (required > MAX_OUTPUT) return false;
    if (required > this.#output.length) {
      const grown = new Uint8Array(Math.min(MAX_OUTPUT, Math.max(required, this.#output.length * 4)));
      grown.set(this.#output);
      this.#output = grown;
    }

    return true;
  }

  /** The next symbol of a code; `CUT_OFF` if the data end, `NONE` if no symbol has the code. */
  #symbol({ counts, symbols }: Code): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= LONGEST_CODE; length++) {
      const bit = this.#take(1);
      if (bit < 0) return CUT_OFF;
      code |= bit;
      const count = counts[length] ?? 0;
      if (code - count < first) return symbols[index + code - first] ?? NONE;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }

    return NONE;
  }

  /** The next bits, at most 16, lowest bit first; -1 if fewer are left. */
  #take(count: number): number {
    const at = this.#bit;
    if (at + count > this.#bytes.length * 8) return -1;
    const from = at >> 3;
    const word =
      (this.#bytes[from] ?? 0) | ((this.#bytes[from + 1] ?? 0) << 8) | ((this.#bytes[from + 2] ?? 0) << 16);
    this.#bit = at + count;

    return (word >> (at & 7)) & ((1 << count) - 1);
  }
}

const [CUT_OFF, NONE] = [-1, -2];

/**
 * The code with the given lengths; undefined if it is over-subscribed or incomplete.
 * @param demand `one may do` also accepts, like zlib, a single 1-bit code or an empty code
 */
function codeOf(lengths: Uint8Array, demand: 'complete' | 'one may do'): Code | undefined {
  const counts = new Uint16Array(LONGEST_CODE + 1);
  let longest = 0;
  for (const length of lengths) {
    counts[length] = (counts[length] ?? 0) + 1;
    if (length > longest) longest = length;
  }
  counts[0] = 0;
  let left = 1;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    left = left * 2 - (counts[length] ?? 0);
    if (left < 0) return undefined;
  }
  if (left > 0 && longest > 0 && (demand === 'complete' || longest > 1)) return undefined;
  if (longest === 0 && demand === 'complete') return undefined;
  const places = new Uint16Array(LONGEST_CODE + 2);
  for (let length = 1; length <= LONGEST_CODE; length++)
    places[length + 1] = (places[length] ?? 0) + (counts[length] ?? 0);
  const symbols = new Uint16Array(lengths.length);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol] ?? 0;
    if (length === 0) continue;
    symbols[places[length] ?? 0] = symbol;
    places[length] = (places[length] ?? 0) + 1;
  }

  return { counts, symbols };
}

/** RFC 1951, 3.2.6. */
const FIXED = fixedCode([
  [144, 8],
  [256, 9],
  [280, 7],
  [288, 8],
]);
const FIXED_DISTANCES = fixedCode([[32, 5]]);

function fixedCode(runs: readonly (readonly [end: number, length: number])[]): Code {
  const lengths = new Uint8Array(runs.at(-1)?.[0] ?? 0);
  let from = 0;
  for (const [end, length] of runs) {
    lengths.fill(length, from, end);
    from = end;
  }
  const code = codeOf(lengths, 'complete');
  if (!code) throw new Error('the fixed Huffman codes of DEFLATE are not complete');

  return code;
}
