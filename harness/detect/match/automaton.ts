/** Characters. Longer text is copied to bytes before the search; shorter text is searched directly. */
const COPIED = 512;
/** Characters copied at a time, to limit memory. Pieces overlap by the longest word. */
const PIECE = 1 << 20;

/**
 * Searches a text for many words at once. One pass, whatever the number of words: an Aho-Corasick automaton (1975) as one
 * table, with a row per state and a column per byte class. All bytes that no word contains share a column. Upper and lower
 * case share a column. A transition that completes a word leads to `FOUND`.
 */
export class Automaton {
  readonly #classes: Uint8Array;
  readonly #table: Int32Array;
  readonly #longest: number;
  readonly #isAscii: boolean;
  #scratch: Buffer | undefined;

  /** @param words texts, or bytes in any ASCII-compatible encoding */
  constructor(words: readonly (string | Uint8Array)[]) {
    const encoded = words
      .map((word) => (typeof word === 'string' ? Buffer.from(word.toLowerCase(), 'utf8') : lowerAscii(word)))
      .filter(({ length }) => length > 0);
    this.#classes = classesOf(encoded);
    this.#table = tableOf(encoded, this.#classes);
    this.#longest = Math.max(0, ...encoded.map(({ length }) => length));
    this.#isAscii = encoded.every((word) => word.every((byte) => byte < 128));
  }

  /** Whether the text contains a word, in any ASCII case. */
  inText(text: string): boolean {
    if (this.#longest === 0) return false;
    if (this.#isAscii && text.length < COPIED) return this.#isInShortText(text);
    this.#scratch ??= Buffer.allocUnsafe(3 * PIECE);
    for (let from = 0; from < text.length; from += PIECE - this.#longest) {
      const piece = from === 0 && text.length <= PIECE ? text : text.slice(from, from + PIECE);
      if (this.inBytes(this.#scratch.subarray(0, this.#scratch.write(piece, 'utf8')))) return true;
      if (from + PIECE >= text.length) return false;
    }

    return false;
  }

  /** The same for UTF-8 or any other ASCII-compatible bytes. */
  inBytes(bytes: Uint8Array): boolean {
    const [table, classes] = [this.#table, this.#classes];
    if (this.#longest === 0) return false;
    let state = 0;
    for (let at = 0; at < bytes.length; at++) {
      state = table[state + (classes[bytes[at] ?? 0] ?? 0)] ?? 0;
      if (state === FOUND) return true;
    }

    return false;
  }

  #isInShortText(text: string): boolean {
    const [table, classes] = [this.#table, this.#classes];
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      state = table[state + (code < 128 ? (classes[code] ?? 0) : 0)] ?? 0;
      if (state === FOUND) return true;
    }

    return false;
  }
}

function lowerAscii(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte)));
}

/** The column of each byte; 0 for bytes that no word contains. */
function classesOf(words: readonly Buffer[]): Uint8Array {
  const classes = new Uint8Array(256);
  let count = 0;
  for (const word of words) for (const byte of word) if (classes[byte] === 0) classes[byte] = ++count;
  for (let upper = 65; upper <= 90; upper++) classes[upper] = classes[upper + 32] ?? 0;

  return classes;
}

/** Used in place of a state: a word ends here. */
const FOUND = -1;

/**
 * The table, with states stored as row offsets. States are in breadth-first order, so those near the root share cache
 * lines.
 */
function tableOf(words: readonly Buffer[], classes: Uint8Array): Int32Array {
  const width = Math.max(...classes) + 1;
  const { first, other, column } = trieOf(words, classes);
  const table = new Int32Array(first.length * width);
  /** The row of each state, and the row of its longest proper suffix that is a state. */
  const rows = new Int32Array(first.length);
  const shorter = new Int32Array(first.length);
  const queue = [0];
  for (const state of queue) {
    const row = rows[state] ?? 0;
    if (state !== 0) table.copyWithin(row, shorter[state] ?? 0, (shorter[state] ?? 0) + width);
    for (let child = first[state] ?? 0; child !== 0; child = other[child] ?? 0) {
      const way = row + (column[child] ?? 0);
      const suffix = table[way] ?? 0;
      if (suffix === FOUND || first[child] === ENDS) table[way] = FOUND;
      else {
        shorter[child] = suffix;
        rows[child] = table[way] = queue.length * width;
        queue.push(child);
      }
    }
  }

  return table.subarray(0, queue.length * width);
}

/**
 * States by number: first child, next sibling and the column that leads to the state. 0 is the root and also means
 * "none".
 */
interface Trie {
  first: Int32Array;
  other: Int32Array;
  column: Uint8Array;
}

/** Used in place of a first child: a word ends here, and longer words add nothing. */
const ENDS = -1;

function trieOf(words: readonly Buffer[], classes: Uint8Array): Trie {
  const maxLength = 1 + words.reduce((sum, { length }) => sum + length, 0);
  const [first, other, column] = [
    new Int32Array(maxLength),
    new Int32Array(maxLength),
    new Uint8Array(maxLength),
  ];
  let count = 1;
  for (const word of words) {
    let state = 0;
    for (let at = 0; at < word.length && first[state] !== ENDS; at++) {
      const characterClass = classes[word[at] ?? 0] ?? 0;
      let child = first[state] ?? 0;
      while (child !== 0 && column[child] !== characterClass) child = other[child] ?? 0;
      if (child === 0) {
        child = count++;
        column[child] = characterClass;
        other[child] = first[state] ?? 0;
        first[state] = child;
      }
      state = child;
    }
    first[state] = ENDS;
  }

  return {
    first: first.subarray(0, count),
    other: other.subarray(0, count),
    column: column.subarray(0, count),
  };
}
