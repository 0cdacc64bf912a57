import { ALPHANUMERIC, tableOf } from '../shape.ts';
import type { Word } from './words.ts';

const SHORTEST = 12;
/** Characters in one line of a wrapped value. */
const NARROWEST = 60;
const WIDEST = 76;
const STANDARD = tableOf(`${ALPHANUMERIC}+/`);
const URL_SAFE = tableOf(`${ALPHANUMERIC}_-`);
const [NEW_LINE, RETURN, EQUALS] = [10, 13, 0x3d];

/**
 * Finds the base64 words of a text: in the standard or the URL-safe alphabet, or wrapped lines of the
 * standard one. Runs in one pass, so that no input takes more than linear time.
 */
export function base64Words(text: string): Word[] {
  const words: Word[] = [];
  let standard = 0;
  let urlSafe = 0;
  for (let from = 0; from < text.length; ) {
    if (standard <= from) standard = endOf(text, from, STANDARD);
    if (urlSafe <= from) urlSafe = endOf(text, from, URL_SAFE);
    if (standard - from >= SHORTEST)
      words.push({ from, to: wrappedEnd(text, from, standard) ?? paddedEnd(text, standard) });
    else if (urlSafe - from >= SHORTEST) words.push({ from, to: paddedEnd(text, urlSafe) });
    else {
      from = Math.max(from + 1, Math.min(standard, urlSafe));
      continue;
    }
    from = words.at(-1)?.to ?? text.length;
  }

  return words;
}

function endOf(text: string, from: number, table: Uint8Array): number {
  let at = from;
  while (at < text.length && table[text.charCodeAt(at)] === 1) at++;

  return at;
}

function paddedEnd(text: string, end: number): number {
  let to = end;
  while (to < end + 2 && text.charCodeAt(to) === EQUALS) to++;

  return to;
}

/** The end of a value that is wrapped over several lines; undefined if it has one line. */
function wrappedEnd(text: string, from: number, end: number): number | undefined {
  let to: number | undefined;
  let line = from;
  let lineEnd = end;
  for (;;) {
    const next = lineEnd - line >= NARROWEST && lineEnd - line <= WIDEST ? behindLine(text, lineEnd) : 0;
    if (next === 0 || STANDARD[text.charCodeAt(next)] !== 1) return to;
    line = next;
    lineEnd = endOf(text, line, STANDARD);
    to = lineEnd - line > WIDEST ? line + WIDEST : paddedEnd(text, lineEnd);
  }
}

/** Index of the next line's first character; 0 if the line does not end at `end`. */
function behindLine(text: string, end: number): number {
  const first = text.charCodeAt(end);
  if (first === NEW_LINE) return end + 1;

  return first === RETURN && text.charCodeAt(end + 1) === NEW_LINE ? end + 2 : 0;
}
