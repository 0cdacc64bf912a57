// oxlint-disable-next-line no-control-regex -- JSON forbids control characters inside strings
const TOKEN =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

type Want = 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end' | 'nothing';

/**
 * The offset where a text stops being valid JSON, which V8 does not always report. For valid JSON, and for a text that ends too
 * early, the length of the text.
 */
export function jsonErrorOffset(text: string): number {
  const stack: string[] = [];
  let want: Want = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (!token) return from + (/^[ \t\n\r]*/.exec(text.slice(from, from + 4096))?.[0].length ?? 0);
    const next = after(token[1] ?? (token[2] === undefined ? 'scalar' : 'string'), want, stack);
    if (!next) return TOKEN.lastIndex - token[0].trimStart().length;
    want = next;
  }
}

/** What may follow a token where `want` was expected; undefined where the token is not allowed. */
function after(token: string, want: Want, stack: string[]): Want | undefined {
  const closed = (): Want => (stack.length === 0 ? 'nothing' : 'comma-or-end');
  const closes = want === 'comma-or-end' || want === 'value-or-end' || want === 'name-or-end';
  if (token === '}' || token === ']') {
    if (!closes || stack.pop() !== (token === '}' ? '{' : '[')) return undefined;

    return closed();
  }
  if (want === 'comma-or-end') return token === ',' ? (stack.at(-1) === '{' ? 'name' : 'value') : undefined;
  if (want === 'colon') return token === ':' ? 'value' : undefined;
  if (want === 'name' || want === 'name-or-end') return token === 'string' ? 'colon' : undefined;
  if (want === 'nothing' || token === ',' || token === ':') return undefined;
  if (token === 'string' || token === 'scalar') return closed();
  stack.push(token);

  return token === '{' ? 'name-or-end' : 'value-or-end';
}
