import type { Form } from './forms.ts';

/** Replaces own values in a text in which they stand openly; counts what it replaced. */
export interface Replacer {
  /** Each UTF-16 unit a character, or each byte one (Latin-1). */
  replace(text: string): string;
  /** How often each value was replaced, by its name. */
  readonly counts: ReadonlyMap<string, number>;
}

export function createReplacer(forms: readonly Form[]): Replacer {
  const byText = new Map(forms.map((form) => [form.text, form]));
  const longestFirst = [...byText.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const pattern = new RegExp(longestFirst.map(escape).join('|'), 'g');
  const counts = new Map<string, number>();

  return {
    counts,
    replace(text) {
      if (forms.length === 0) return text;

      return text.replace(pattern, (found) => {
        const form = byText.get(found);
        if (!form) return found;
        counts.set(form.name, (counts.get(form.name) ?? 0) + 1);

        return form.becomes;
      });
    },
  };
}

function escape(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
}
