const BETWEEN = /[_.\-\s]|(?<=[a-z])(?=[A-Z])/;
const WORD = /^(?:[A-Z]?[a-z]{2,}|[A-Z]{2,}|\d{1,4})$/;

/**
 * Whether a value is plainly a word, a name or a small number, and so no secret whatever its field is called: of pairs like
 * `{"key":"screen_name","value":"home"}` a message has hundreds.
 */
export function isPlainName(value: string): boolean {
  return value.split(BETWEEN).every((word) => WORD.test(word));
}
