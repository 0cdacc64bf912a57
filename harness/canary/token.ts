export type RandomBytes = (count: number) => Uint8Array;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LETTERS_AND_DIGITS = `${LETTERS}0123456789`;
/** 64 characters: a byte's remainder favours none. */
const BASE64URL = `${LETTERS.toUpperCase()}${LETTERS_AND_DIGITS}-_`;
const LENGTH = 12;

/** Bits of chance in a token: one of 26 letters, then eleven of 36 characters. */
export const TOKEN_BITS = Math.log2(LETTERS.length) + (LENGTH - 1) * Math.log2(LETTERS_AND_DIGITS.length);

/**
 * Twelve characters of `[a-z0-9]`, the first a letter: fit for a host name, and the same after case folding,
 * percent-encoding and punycode.
 */
export function drawToken(randomBytes: RandomBytes): string {
  let token = drawCharacter(LETTERS, randomBytes);
  while (token.length < LENGTH) token += drawCharacter(LETTERS_AND_DIGITS, randomBytes);

  return token;
}

/** So many random characters of base64url. */
export function drawText(length: number, randomBytes: RandomBytes): string {
  const bytes = randomBytes(length);

  return Array.from(bytes, (byte) => BASE64URL.charAt(byte % BASE64URL.length)).join('');
}

/** Any of the values, each as likely as the others. */
export function drawOne<T>(values: readonly T[], randomBytes: RandomBytes): T {
  // The index is below the length by construction.
  return values[drawIndex(values.length, randomBytes)] as T;
}

function drawCharacter(alphabet: string, randomBytes: RandomBytes): string {
  return alphabet.charAt(drawIndex(alphabet.length, randomBytes));
}

/** Bytes past the last whole multiple are drawn again, or the first values would come more often. */
function drawIndex(count: number, randomBytes: RandomBytes): number {
  const limit = 256 - (256 % count);
  for (;;) {
    const byte = randomBytes(1)[0];
    if (byte !== undefined && byte < limit) return byte % count;
  }
}
