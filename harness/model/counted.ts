/**
 * A number with its noun: "1 case", "2 cases", "1 canary", "3 canaries". A plural that does not end in "s" or "ies" is given.
 */
export function counted(count: number, noun: string, plural = pluralOf(noun)): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;

  return /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}
