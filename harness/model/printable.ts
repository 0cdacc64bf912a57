/** Evidence is untrusted: none of it may reach a terminal as a control sequence or as a line of its own. */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '·');
}
