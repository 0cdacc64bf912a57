/** The value in `BASE64` of a byte that is not a base64 character. */
export const NONE = 64;
/** The base64 value of each byte, for the standard and the URL-safe alphabet. */
export const BASE64 = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', NONE);
BASE64[45] = 62;
BASE64[95] = 63;
/** The value of each byte as a hex digit of either case; 16 if it is not one. */
export const HEX = tableOf('0123456789abcdef', 16);
for (let at = 10; at < 16; at++) HEX[55 + at] = at;

export const IS_DIGIT = 1;
export const IS_NO_HEX = 2;
/** The kind of each byte: a decimal digit, not a hex digit, or neither (the letters a to f). */
export const KIND = HEX.map((value) => (value < 10 ? IS_DIGIT : value === 16 ? IS_NO_HEX : 0));

function tableOf(alphabet: string, none: number): Uint8Array {
  const table = new Uint8Array(256).fill(none);
  for (let at = 0; at < alphabet.length; at++) table[alphabet.charCodeAt(at)] = at;

  return table;
}
