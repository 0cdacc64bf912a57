export type RandomBytes = (count: number) => Uint8Array;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LETTERS_AND_DIGITS = `${LETTERS}0123456789`;
/** The 64 characters of base64url; 64 divides 256, so that a random byte modulo 64 is uniform. */
const BASE64URL = `${LETTERS.toUpperCase()}${LETTERS_AND_DIGITS}-_`;
const LENGTH = 12;

/** Bits of entropy in a token: one of 26 letters, then eleven of 36 characters. */
export const TOKEN_BITS = Math.log2(LETTERS.length) + (LENGTH - 1) * Math.log2(LETTERS_AND_DIGITS.length);

/**
 * Twelve characters of `[a-z0-9]`, the first a letter: valid in a host name, and unchanged by case folding,
 * percent-encoding and punycode.
 */
export function drawToken(randomBytes: RandomBytes): string {
  let token = drawCharacter(LETTERS, randomBytes);
  while (token.length < LENGTH) token += drawCharacter(LETTERS_AND_DIGITS, randomBytes);

  return token;
}

/** Random base64url text of a given length. */
export function drawText(length: number, randomBytes: RandomBytes): string {
  const bytes = randomBytes(length);

  return Array.from(bytes, (byte) => BASE64URL.charAt(byte % BASE64URL.length)).join('');
}

/** A random one of the values, each equally likely. */
export function drawOne<T>(values: readonly T[], randomBytes: RandomBytes): T {
  // The index is below the length by construction.
  return values[drawIndex(values.length, randomBytes)] as T;
}

function drawCharacter(alphabet: string, randomBytes: RandomBytes): string {
  return alphabet.charAt(drawIndex(alphabet.length, randomBytes));
}

/** A random index below `count`. Bytes above the last multiple of `count` are rejected, so that all are equally likely. */
function drawIndex(count: number, randomBytes: RandomBytes): number {
  const limit = 256 - (256 % count);
  for (;;) {
    const byte = randomBytes(1)[0];
    if (byte !== undefined && byte < limit) return byte % count;
  }
}
