/** The path in a case's folder of the message around a finding, which the run decoded for readers. */
export function decodedFileOf(exchange: number, part: string): string {
  return `decoded/exchange-${exchange}-${part.replaceAll(/[^\w.-]+/g, '-')}.txt`;
}
