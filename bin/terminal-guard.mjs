/** Colors (SGR), and what redraws a line of progress. */
const ALLOWED = /\u001b\[[\d;]*m|\r\u001b\[K/g;

/**
 * Keeps control sequences of recorded texts, names of apps, and such from the terminal: of all control and format characters, only new
 * lines, tabs, colors and the redrawing of a line of progress pass.
 * @param {Pick<NodeJS.WriteStream, 'write' | 'isTTY'>[]} streams those that are no terminals keep what is written: data is data
 */
export function guardTerminal(streams = [process.stdout, process.stderr]) {
  for (const stream of streams) {
    if (!stream.isTTY) continue;
    const write = stream.write.bind(stream);
    stream.write = (/** @type {string | Uint8Array} */ chunk, /** @type {[]} */ ...rest) =>
      write(typeof chunk === 'string' ? withoutControls(chunk) : chunk, ...rest);
  }
}

/** @param {string} text */
export function withoutControls(text) {
  const kept = text.match(ALLOWED) ?? [];

  return text
    .split(ALLOWED)
    .map((piece) => piece.replaceAll(/(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/gu, '·'))
    .reduce((all, piece, at) => all + (kept[at - 1] ?? '') + piece);
}
