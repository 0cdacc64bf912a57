import { asBuffer } from '../content.ts';

/** Characters that are not text end a run. A zero or another control character is usually a length or a tag. */
const RUN = /[^\p{C}\ufffd]{2,}/gu;
/** Units at an end of a run that can also be two ASCII characters each, but belong to the text. */
const MOST_OWN = 3;
/** Characters of the longest run whose ends are cut. */
const LONGEST_CUT = 4096;

/**
 * The runs of text that bytes contain as UTF-16 or UTF-32, at any offset. Text next to ASCII has no visible border: `d=` is
 * also a Chinese character. Such a run is also given without its ends.
 * @param width bytes of a unit
 */
export function readWideText(bytes: Uint8Array, width: 2 | 4, isLittle: boolean): string[] {
  return Array.from({ length: width }, (_, from) => {
    const text = decodeWide(asBuffer(bytes).subarray(from), width, isLittle);
    const runs = text.match(RUN) ?? [];

    return (width === 2 ? runs.flatMap(withoutEnds) : runs).join('\n');
  });
}

/** Text as UTF-16 or UTF-32. */
export function encodeWide(text: string, width: 2 | 4, isLittle: boolean): Buffer {
  if (width === 2) {
    const bytes = Buffer.from(text, 'utf16le');

    return isLittle ? bytes : bytes.swap16();
  }
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const bytes = Buffer.from(Uint32Array.from(codes).buffer);

  return isLittle ? bytes : bytes.swap32();
}

/** Bytes as text; units that are no code points give U+FFFD. Bytes behind the last unit are left out. */
function decodeWide(bytes: Buffer, width: 2 | 4, isLittle: boolean): string {
  const units = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % width)));
  if (width === 2) return (isLittle ? units : units.swap16()).toString('utf16le');
  let text = '';
  for (let at = 0; at < units.length; at += width) {
    const code = isLittle ? units.readUInt32LE(at) : units.readUInt32BE(at);
    text += String.fromCodePoint(code > 0x10ffff ? 0xfffd : code);
  }

  return text;
}

/** A run, and the same run without the units at its ends that can be ASCII, except up to three of these. */
function withoutEnds(run: string): string[] {
  let from = 0;
  while (from < run.length && isAsciiPair(run.charCodeAt(from))) from++;
  let to = run.length;
  while (to > from && isAsciiPair(run.charCodeAt(to - 1))) to--;
  if (from === to || run.length > LONGEST_CUT) return [run];
  const runs = new Set([run]);
  for (let before = 0; before <= Math.min(MOST_OWN, from); before++)
    for (let after = 0; after <= Math.min(MOST_OWN, run.length - to); after++)
      runs.add(run.slice(from - before, to + after));

  return [...runs];
}

/** Whether both bytes of a unit are printable ASCII. */
function isAsciiPair(unit: number): boolean {
  return isPrintable(unit & 0xff) && isPrintable(unit >> 8);
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}
