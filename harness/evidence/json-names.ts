/** Strings, brackets, colons and commas: all that is needed to see where a name is. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

/**
 * The first key that occurs twice in one object of a JSON text; undefined where there is none. Readers differ in which value
 * they use, so RFC 8785 (like I-JSON, RFC 7493) allows no such key.
 * @param text valid JSON
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
