import type { Rewriter } from './rewriter.ts';

/** Shorter words are too short to contain an identifying value. */
const BASE64 = /[A-Za-z0-9+/]{8,}={0,2}|[A-Za-z0-9_-]{8,}={0,2}/g;
const HEX =
  /(?<![0-9A-Za-z])(?:[0-9a-f]{2}){6,}(?![0-9A-Za-z])|(?<![0-9A-Za-z])(?:[0-9A-F]{2}){6,}(?![0-9A-Za-z])/g;
/** Stretches of text that may contain percent signs, matched as a whole, so that a long one is scanned once. */
const PERCENT = /[\w.~%-]+/g;

/** Base64 in lines of 76 characters, as MIME and Android's `Base64.DEFAULT` write it. */
const WRAPPED = /(?:[A-Za-z0-9+/]{76}\r?\n)+[A-Za-z0-9+/]{0,76}={0,2}/g;

/** Shorter words are not decoded again: the result would be too short for a value. */
const MIN_NESTED_LENGTH = 24;

/** Rewrites encoded words inside other text: percent-encoded, hex, and base64 in both alphabets. */
export function rewriteWords(text: string, inner: () => Rewriter): string {
  return text
    .replace(PERCENT, (word) => (word.includes('%') ? rewritePercent(word, inner) : word))
    .replace(HEX, (word) => {
      const changed = rewriteAs(word, 'hex', inner);

      return /[A-F]/.test(word) ? changed.toUpperCase() : changed;
    })
    .replace(WRAPPED, (lines) => rewriteWrapped(lines, inner))
    .replace(BASE64, (word) => rewriteBase64(word, inner));
}

function rewritePercent(word: string, inner: () => Rewriter): string {
  const text = decodeSafely(word);
  if (text === undefined || text === word) return word;
  const changed = inner().text(text);

  return changed === text ? word : encodeURIComponent(changed);
}

function rewriteWrapped(lines: string, inner: () => Rewriter): string {
  const word = lines.replaceAll(/\s/g, '');
  const changed = rewriteBase64(word, inner);
  if (changed === word) return lines;
  const between = lines.includes('\r\n') ? '\r\n' : '\n';

  return (changed.match(/.{1,76}/g) ?? []).join(between);
}

function rewriteBase64(word: string, inner: () => Rewriter): string {
  const isUrl = /[-_]/.test(word);
  const bare = word.replace(/=+$/, '');
  if (bare.length % 4 === 1) return word;
  const changed = rewriteAs(bare, isUrl ? 'base64url' : 'base64', inner);
  if (changed === bare) return word;
  const unpadded = changed.replace(/=+$/, '');

  return bare === word && bare.length % 4 !== 0
    ? unpadded
    : unpadded.padEnd(Math.ceil(unpadded.length / 4) * 4, '=');
}

/** Rewrites the content of a word. If that does not change, returns the same word, as it may only look encoded. */
function rewriteAs(word: string, encoding: 'hex' | 'base64' | 'base64url', inner: () => Rewriter): string {
  const bytes = Buffer.from(word, encoding);
  const changed = word.length < MIN_NESTED_LENGTH ? inner().undecodedBytes(bytes) : inner().bytes(bytes);

  return Buffer.compare(changed, bytes) === 0 ? word : Buffer.from(changed).toString(encoding);
}

function decodeSafely(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // The decoded bytes are not UTF-8.
  }
}
