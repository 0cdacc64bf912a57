/**
 * Bytes of a line, with the quotes around it: older versions of adbd limit a line to 4 KB, `su` and its words included (AOSP
 * adb.h, MAX_PAYLOAD_V1).
 */
const LIMIT = 3_600;

/**
 * Joins command lines into as few lines as possible: on a slow phone, a line with one command takes as long as a line with many.
 *
 * @param separator `&&` stops at the first command that fails; `;` runs all of them
 */
export function joinLines(lines: readonly string[], separator: '&&' | ';'): string[] {
  const between = separator === '&&' ? ' && ' : '; ';
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    const both = `${last}${between}${line}`;
    if (last !== undefined && sizeOf(both) <= LIMIT) joined[joined.length - 1] = both;
    else joined.push(line);
  }

  return joined;
}

/** Cuts a text into pieces that each fit in a line as an argument. An empty text is one empty piece. */
export function cutText(text: string): string[] {
  const pieces = [''];
  let size = 0;
  for (const character of text) {
    const more = sizeOf(character);
    if (size + more > LIMIT) {
      pieces.push('');
      size = 0;
    }
    pieces[pieces.length - 1] += character;
    size += more;
  }

  return pieces;
}

/** The size of a text between single quotes, bytes: a quote in it becomes four characters. */
function sizeOf(text: string): number {
  return Buffer.byteLength(text) + 3 * (text.split("'").length - 1);
}
