/**
 * An absolute URL; undefined if the text is none. Use this in place of `URL.canParse`: in Node 20, once V8 has compiled a
 * call of it, `URL.canParse` rejects every URL that has a character from U+0080 to U+00FF.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined; // No absolute URL.
  }
}
