/**
 * A simple search for canaries, as a baseline: decodes everything that decodes and searches it for each value. Supports JSON
 * strings, percent encoding, base64 and hex, to a depth of three.
 */
export function searchPlainly(bytes: Buffer, values: readonly string[], depth = 3): number {
  const text = bytes.toString('utf8');
  let found = values.filter((value) => text.includes(value)).length;
  if (depth === 0) return found;
  for (const word of text.match(/[A-Za-z0-9+/_-]{12,}={0,2}/g) ?? []) {
    found += searchPlainly(Buffer.from(word, 'base64'), values, depth - 1);
    if (/^[0-9a-f]+$/i.test(word)) found += searchPlainly(Buffer.from(word, 'hex'), values, depth - 1);
  }
  if (text.includes('%'))
    found += searchPlainly(
      Buffer.from(
        text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        ),
        'latin1',
      ),
      values,
      depth - 1,
    );
  for (const string of stringsOf(text)) found += searchPlainly(Buffer.from(string), values, depth - 1);

  return found;
}

function stringsOf(text: string): string[] {
  const strings: string[] = [];
  try {
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'string') strings.push(value);

      return value;
    });
  } catch {
    return []; // Not JSON.
  }

  return strings;
}
