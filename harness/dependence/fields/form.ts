const PAIR = /^[\w.:[\]$~-]{1,80}=/;

/** Whether a text is `a=1&b=2`. A padded base64 text is none. */
export function isForm(text: string): boolean {
  if (!PAIR.test(text) || /^[^=&]*={1,2}$/.test(text) || /[\s{}<>]/.test(text.slice(0, 200))) return false;

  return text.split('&').every((pair) => pair === '' || PAIR.test(pair) || /^[\w.-]+$/.test(pair));
}

/** Names and values, decoded, in order. Bytes that are not UTF-8 stay escaped. */
export function pairsOfForm(text: string): [name: string, value: string][] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');

      return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text; // Not UTF-8: the escapes are compared.
  }
}
