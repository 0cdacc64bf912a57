import type { Content } from '../content.ts';

/** The characters of a text, or the bytes of other content, as numbers. Equal symbols have equal numbers. */
export interface Sequence {
  symbols: Uint8Array | Uint16Array;
  length: number;
  /** Greater than every symbol. */
  size: number;
}

/** @param longest the most symbols that are read */
export function sequenceOf(content: Content, longest: number): Sequence {
  if (content.isText && content.shape.isBeyondAscii) return sequenceOfCharacters(content.text, longest);

  return { symbols: content.bytes, length: Math.min(content.bytes.length, longest), size: 256 };
}

/** The same sequence with consecutive numbers from 0 on. */
export function compact({ symbols, length, size }: Sequence): Sequence {
  const numbers = new Uint16Array(size);
  const renumbered = new Uint16Array(length);
  let count = 0;
  for (let at = 0; at < length; at++) {
    const symbol = symbols[at] ?? 0;
    if (numbers[symbol] === 0) numbers[symbol] = ++count;
    renumbered[at] = (numbers[symbol] ?? 0) - 1;
  }

  return { symbols: renumbered, length, size: count };
}

function sequenceOfCharacters(text: string, longest: number): Sequence {
  const numbers = new Map<string, number>();
  const symbols: number[] = [];
  for (const character of text) {
    if (symbols.length === longest) break;
    const number = numbers.get(character) ?? numbers.size;
    numbers.set(character, number);
    symbols.push(number);
  }

  return { symbols: Uint16Array.from(symbols), length: symbols.length, size: numbers.size };
}

/** Groups of `unit` symbols, from an offset on, as symbols of a larger alphabet. */
export function groupsOf({ symbols, length, size }: Sequence, unit: number, from: number): Sequence {
  const count = Math.max(0, Math.floor((length - from) / unit));
  const groups = new Uint16Array(count);
  for (let at = 0; at < count; at++) {
    let value = 0;
    for (let next = 0; next < unit; next++) value = value * size + (symbols[from + at * unit + next] ?? 0);
    groups[at] = value;
  }

  return { symbols: groups, length: count, size: size ** unit };
}
