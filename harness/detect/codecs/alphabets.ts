const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();

/** Alphabets of numbers in other bases, by name. One base can have several alphabets. */
export const RADIX_ALPHABETS: readonly (readonly [name: string, alphabet: string])[] = [
  ['base36', DIGITS + LOWER],
  ['base58', '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'],
  ['base58:flickr', '123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ'],
  ['base58:ripple', 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz'],
  ['base62', DIGITS + UPPER + LOWER],
  ['base62:lower', DIGITS + LOWER + UPPER],
  ['base62:letters', UPPER + LOWER + DIGITS],
];

export const BASE32 = `${UPPER}234567`;
export const BASE32_HEX = DIGITS + UPPER.slice(0, 22);
/** Source: Crockford's base32. Its decoders read l and i as 1, and o as 0. */
export const BASE32_CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const BASE64 = `${UPPER + LOWER + DIGITS}+/`;

/**
 * Non-standard base64 alphabets that are in use, by name. Sources: Leaky Forms (LeakDetector: a collector's
 * substitution table), crypt(3), bcrypt, RFC 3501 (IMAP), GEDCOM, xxencode, lz-string.
 */
export const BASE64_ALPHABETS: readonly (readonly [name: string, alphabet: string])[] = [
  ['collector', 'kibp8A4EWRMKHa7gvyz1dOPt6UI5xYD3nqhVwZBXfCcFeJmrLN20lS9QGsjTuo+/'],
  ['crypt', `./${DIGITS}${UPPER}${LOWER}`],
  ['bcrypt', `./${UPPER}${LOWER}${DIGITS}`],
  ['imap', `${UPPER}${LOWER}${DIGITS}+,`],
  ['xxencode', `+-${DIGITS}${UPPER}${LOWER}`],
  ['digits-first', `${DIGITS}${UPPER}${LOWER}+/`],
  ['digits-first-lower', `${DIGITS}${LOWER}${UPPER}+/`],
  ['lower-first', `${LOWER}${UPPER}${DIGITS}+/`],
];
