/** Replaces control and format characters, so that untrusted evidence cannot print control sequences or new lines. */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '·');
}
