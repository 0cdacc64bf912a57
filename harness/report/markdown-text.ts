import { printable } from '../model/printable.ts';

/** Words that GitHub turns into links or mentions, even where a backslash is in front of their `@` or `:`. */
const LINKED = /@|:\/\/|\bwww\./i;

/**
 * Untrusted text inside a line of GitHub Flavored Markdown. Characters that could begin markup, HTML or a formula are escaped,
 * words that could become links are code, and control characters are replaced, so that the text stays on its line.
 */
export function markdownText(text: string): string {
  return printable(text).replaceAll(/[^\s"(),;]+/g, (word) =>
    LINKED.test(word) ? markdownCode(word) : word.replaceAll(/[\\`*_[\]<>#|~&$]/g, String.raw`\$&`),
  );
}

/** Untrusted text as code, for a cell of a table too. */
export function markdownCode(text: string): string {
  return `\`${printable(text).replaceAll('`', "'").replaceAll('|', String.raw`\|`)}\``;
}
