/** Tells whether any of many words stands in a text, in one pass, whatever their number. */
export interface Automaton {
  /** Whether a word stands in the text, ASCII letters of either case. */
  inText(text: string): boolean;
  /** The same for bytes: UTF-8, or anything that ASCII stands in. */
  inBytes(bytes: Uint8Array): boolean;
}

/** Text of this length is copied to bytes before it is searched; shorter text is read as it stands. */
const COPIED = 512;
/** The copy is made piece by piece, so that memory stays bounded; pieces overlap by the longest word. */
const PIECE = 1 << 20;

/**
 * Builds the automaton of Aho and Corasick (1975) as one table: a row a state, a column a class of bytes. Bytes that no
 * word has share a column, an upper-case letter that of its lower case. Final states come last, so that one comparison
 * tells them.
 */
export function createAutomaton(words: readonly string[]): Automaton {
  const encoded = words
    .map((word) => Buffer.from(word.toLowerCase(), 'utf8'))
    .filter(({ length }) => length > 0);
  if (encoded.length === 0) return { inText: () => false, inBytes: () => false };
  const classes = classesOf(encoded);
  const { table, firstFinal } = tableOf(encoded, classes);
  const longest = Math.max(...encoded.map(({ length }) => length));
  const isAscii = encoded.every((word) => word.every((byte) => byte < 128));

  const inBytes = (bytes: Uint8Array) => {
    let state = 0;
    for (let at = 0; at < bytes.length; at++) {
      state = table[state + (classes[bytes[at] ?? 0] ?? 0)] ?? 0;
      if (state >= firstFinal) return true;
    }

    return false;
  };
  const inShortText = (text: string) => {
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      state = table[state + (code < 128 ? (classes[code] ?? 0) : 0)] ?? 0;
      if (state >= firstFinal) return true;
    }

    return false;
  };
  let scratch: Buffer | undefined;

  return {
    inBytes,
    inText(text) {
      if (isAscii && text.length < COPIED) return inShortText(text);
      scratch ??= Buffer.allocUnsafe(3 * PIECE);
      for (let from = 0; from < text.length; from += PIECE - longest) {
        const piece = from === 0 && text.length <= PIECE ? text : text.slice(from, from + PIECE);
        if (inBytes(scratch.subarray(0, scratch.write(piece, 'utf8')))) return true;
        if (from + PIECE >= text.length) return false;
      }

      return false;
    },
  };
}

/** The column of each byte; 0 for what no word has. */
function classesOf(words: readonly Buffer[]): Uint8Array {
  const classes = new Uint8Array(256);
  let count = 0;
  for (const word of words) for (const byte of word) if (classes[byte] === 0) classes[byte] = ++count;
  for (let upper = 65; upper <= 90; upper++) classes[upper] = classes[upper + 32] ?? 0;

  return classes;
}

/** The table, its states given as the place of their row. */
function tableOf(words: readonly Buffer[], classes: Uint8Array): { table: Int32Array; firstFinal: number } {
  const width = Math.max(...classes) + 1;
  const next: Int32Array[] = [new Int32Array(width)];
  const final: boolean[] = [false];
  for (const word of words) {
    let state = 0;
    for (const byte of word) {
      const row = next[state] ?? new Int32Array(width);
      const column = classes[byte] ?? 0;
      if (row[column] === 0) {
        row[column] = next.push(new Int32Array(width)) - 1;
        final.push(false);
      }
      state = row[column] ?? 0;
    }
    final[state] = true;
  }
  fillFailures(next, final);
  const order = [...next.keys()].sort((a, b) => Number(final[a]) - Number(final[b]) || a - b);
  const places = new Int32Array(next.length);
  for (const [place, state] of order.entries()) places[state] = place * width;
  const table = new Int32Array(next.length * width);
  for (const [place, state] of order.entries())
    for (let column = 0; column < width; column++)
      table[place * width + column] = places[next[state]?.[column] ?? 0] ?? 0;

  return { table, firstFinal: final.filter((each) => !each).length * width };
}

/** Gives each state the ways of its longest proper suffix that is a state, breadth-first. */
function fillFailures(next: Int32Array[], final: boolean[]): void {
  const failure = new Int32Array(next.length);
  const queue = [...(next[0] ?? [])].filter((state) => state !== 0);
  for (const state of queue) {
    const row = next[state];
    const shorter = failure[state] ?? 0;
    const back = next[shorter];
    if (!row || !back) continue;
    if (final[shorter]) final[state] = true;
    for (const [column, child] of row.entries()) {
      const other = back[column] ?? 0;
      if (child === 0) row[column] = other;
      else {
        failure[child] = other;
        queue.push(child);
      }
    }
  }
}
