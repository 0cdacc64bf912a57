import escapeHtml from 'escape-html';
import { counted } from '../../model/counted.ts';
import { printable } from '../../model/printable.ts';

/** Text that is HTML already. Only `html` and `fixed` make it, so that no text of a run becomes markup. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes: texts and numbers are escaped, markup is kept, and `undefined`, `null` and `false` give nothing. */
export type Part = Markup | string | number | undefined | null | false | readonly Part[];

/** A template whose values are escaped. Attribute values in it must be in double quotes. */
export function html(template: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return new Markup(template.map((text, at) => (at === 0 ? '' : textOf(values[at - 1])) + text).join(''));
}

/** Markup that is in the source of the program: a style sheet or a script. Never a text of a run. */
export function fixed(text: string): Markup {
  return new Markup(text);
}

/** Parts with markup between them. */
export function joined(parts: readonly Part[], separator: Markup): Part[] {
  return parts.flatMap((part, at) => (at === 0 ? [part] : [separator, part]));
}

/** A text of several lines, whose other control characters are replaced. */
export function lines(text: string): Part[] {
  return joined(text.split(/\r\n|[\r\n]/), new Markup('\n'));
}

/** A text of at most `limit` characters; the length of a longer one is given. */
export function shortened(text: string, limit = 300): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}\u2026 (${counted(text.length, 'character')})`;
}

/** A clause as a sentence: with a full stop, and a capital letter where it does not begin with a release (`mint@3.4.0`). */
export function asSentence(text: string): string {
  const isName = /^\S*@/.test(text);

  return `${isName ? text : text.charAt(0).toUpperCase() + text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}

function textOf(value: Part): string {
  if (value === undefined || value === null || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return escapeHtml(printable(value));

  return typeof value === 'number' ? String(value) : value.map(textOf).join('');
}
