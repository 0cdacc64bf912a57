import type { Form } from './forms.ts';
import { isText, wordPattern } from './words.ts';

/** Replaces the tester's values in plain text, and counts the replacements. */
export interface Replacer {
  /** `text` is a string, or bytes as Latin-1: one character for each byte. */
  replace(text: string): string;
  /** Number of replacements of each value, by its name. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Characters of a form that are looked up first: they rule out almost every position. Shorter forms are ignored. */
const PREFIX_LENGTH = 4;
/** The lookup table for prefixes has 2 to the power of this many entries. */
const TABLE_BITS = 16;

/** Creates a replacer. Of several forms at one position, it replaces the longest. Whole words are replaced last. */
export function createReplacer(forms: readonly Form[]): Replacer {
  const byPrefix = new Map<string, Form[]>();
  const table = new Uint8Array(1 << TABLE_BITS);
  const words = new Map(forms.filter(({ isWord }) => isWord).map((form) => [form.text, form]));
  const pattern = wordPattern([...words.keys()]);
  for (const form of forms) {
    if (form.isWord || form.text.length < PREFIX_LENGTH) continue;
    const prefix = form.text.slice(0, PREFIX_LENGTH);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), form]);
    table[slotAt(prefix, 0)] = 1;
  }
  for (const list of byPrefix.values()) list.sort((a, b) => b.text.length - a.text.length);
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const replaceWords = (text: string) => {
    if (words.size === 0 || !isText(text)) return text;

    return text.replace(pattern, (word) => {
      const form = words.get(word);
      if (!form) return word;
      count(form.name);

      return form.replacement;
    });
  };
  const formAt = (text: string, at: number) =>
    byPrefix.get(text.slice(at, at + PREFIX_LENGTH))?.find((form) => text.startsWith(form.text, at));

  return {
    counts,
    replace(text) {
      const pieces: string[] = [];
      let copiedTo = 0;
      for (let at = 0; at + PREFIX_LENGTH <= text.length; at++) {
        const form = table[slotAt(text, at)] === 1 ? formAt(text, at) : undefined;
        if (!form) continue;
        count(form.name);
        pieces.push(text.slice(copiedTo, at), form.replacement);
        copiedTo = at + form.text.length;
        at = copiedTo - 1;
      }

      return replaceWords(pieces.length === 0 ? text : pieces.join('') + text.slice(copiedTo));
    },
  };
}

function slotAt(text: string, at: number): number {
  const mixed =
    text.charCodeAt(at) ^
    (text.charCodeAt(at + 1) << 4) ^
    (text.charCodeAt(at + 2) << 7) ^
    (text.charCodeAt(at + 3) << 10);

  return (mixed ^ (mixed >>> TABLE_BITS)) & ((1 << TABLE_BITS) - 1);
}
