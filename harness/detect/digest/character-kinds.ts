/** What `BASE64` has where a byte is no character of it. */
export const NONE = 64;
/** The value of each byte as a character of base64, in both alphabets. */
export const BASE64 = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', NONE);
BASE64[45] = 62;
BASE64[95] = 63;
/** The value of each byte as a hex digit of either case; 16 where it is none. */
export const HEX = tableOf('0123456789abcdef', 16);
for (let at = 10; at < 16; at++) HEX[55 + at] = at;

export const IS_DIGIT = 1;
export const IS_NO_HEX = 2;
/** What kind of character a byte is: a decimal digit, no hex digit, or neither. */
export const KIND = HEX.map((value) => (value < 10 ? IS_DIGIT : value === 16 ? IS_NO_HEX : 0));

function tableOf(alphabet: string, none: number): Uint8Array {
  const table = new Uint8Array(256).fill(none);
  for (let at = 0; at < alphabet.length; at++) table[alphabet.charCodeAt(at)] = at;

  return table;
}
