/** Percent escapes may be encoded again; real requests do so at most a few times. */
const MAX_ROUNDS = 4;
const NOT_ASCII = /[^\u0001-\u007f]+/;

/**
 * A URL or a body, of which a HAR may contain the values a second time, in another spelling: decoded, or in another charset.
 */
export class SpelledText {
  readonly #text: string;
  /** Where the last value was found: values usually have the order of the text. */
  #at = 0;
  #plain: string | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether the text contains a value. Characters beyond ASCII are not compared, so that any charset agrees. */
  has(value: string): boolean {
    if (value === '' || this.#hasAsWritten(value)) return true;
    this.#plain ??= plain(this.#text);
    const pieces = plain(value)
      .split(NOT_ASCII)
      .filter((piece) => piece !== '');

    return pieces.length === 0
      ? NOT_ASCII.test(this.#plain)
      : pieces.every((piece) => this.#plain?.includes(piece));
  }

  #hasAsWritten(value: string): boolean {
    const next = this.#text.indexOf(value, this.#at);
    const found = next < 0 ? this.#text.indexOf(value) : next;
    if (found >= 0) this.#at = found + value.length;

    return found >= 0;
  }
}

/** Without percent escapes, with one spelling for spaces and line breaks. A byte beyond ASCII is one character. */
function plain(text: string): string {
  let decoded = text;
  for (let round = 0; round < MAX_ROUNDS && decoded.includes('%'); round++)
    decoded = decoded.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    );

  return decoded.replaceAll('+', ' ').replaceAll('\r\n', '\n');
}
