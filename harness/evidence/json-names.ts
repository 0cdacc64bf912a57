/** Strings, brackets and commas: enough to tell keys from values. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

/**
 * The first key that occurs twice in one object of a JSON text; undefined where there is none. Readers differ in which value
 * they use, so RFC 8785 (like I-JSON, RFC 7493) allows no such key.
 * @param text valid JSON
 */
export function findDuplicateKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let previousToken = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    const keys = open.at(-1);
    if (token.startsWith('"') && keys && (previousToken === '{' || previousToken === ',')) {
      const key = JSON.parse(token) as string;
      if (keys.has(key)) return key;
      keys.add(key);
    }
    previousToken = token;
  }

  return undefined;
}
