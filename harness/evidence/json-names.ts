/** Strings, and what opens, closes and parts; nothing else of JSON tells where a name stands. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

/**
 * The first name that an object of a JSON text has twice: readers take either of its values, and the canonical form has but
 * one (RFC 8785 asks for none, as in I-JSON, RFC 7493). Undefined where each is there once.
 * @param text that is JSON
 */
export function repeatedName(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    const names = open.at(-1);
    if (token.startsWith('"') && names && (before === '{' || before === ',')) {
      const name = JSON.parse(token) as string;
      if (names.has(name)) return name;
      names.add(name);
    }
    before = token;
  }

  return undefined;
}
