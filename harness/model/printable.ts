/**
 * Replaces control and format characters and all separators of lines (also U+2028 and U+2029), so that untrusted evidence
 * cannot print control sequences or new lines.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '·');
}

/** A JSON value with each text made printable, keys excepted. */
export function withPrintableTexts<T>(value: T): T;
export function withPrintableTexts(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map((each: unknown) => withPrintableTexts(each));
  if (typeof value !== 'object' || value === null) return value;

  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withPrintableTexts(each)]));
}
