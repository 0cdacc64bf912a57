import type { Form } from './forms.ts';

/** Replaces own values that are in plain text, and counts the replacements. */
export interface Replacer {
  /** Each UTF-16 unit is a character, or each byte is one (Latin-1). */
  replace(text: string): string;
  /** Number of replacements of each value, by its name. */
  readonly counts: ReadonlyMap<string, number>;
}

/** This many first characters rule out almost every other position. */
const PREFIX = 4;
/** Size in bits of the lookup table for them. */
const BITS = 16;

/** Of several forms at one position, the longest is replaced. */
export function createReplacer(forms: readonly Form[]): Replacer {
  const byPrefix = new Map<string, Form[]>();
  const table = new Uint8Array(1 << BITS);
  for (const form of forms) {
    if (form.text.length < PREFIX) continue;
    const prefix = form.text.slice(0, PREFIX);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), form]);
    table[slotAt(prefix, 0)] = 1;
  }
  for (const list of byPrefix.values()) list.sort((a, b) => b.text.length - a.text.length);
  const counts = new Map<string, number>();
  const formAt = (text: string, at: number) =>
    byPrefix.get(text.slice(at, at + PREFIX))?.find((form) => text.startsWith(form.text, at));

  return {
    counts,
    replace(text) {
      const pieces: string[] = [];
      let done = 0;
      for (let at = 0; at + PREFIX <= text.length; at++) {
        const form = table[slotAt(text, at)] === 1 ? formAt(text, at) : undefined;
        if (!form) continue;
        counts.set(form.name, (counts.get(form.name) ?? 0) + 1);
        pieces.push(text.slice(done, at), form.becomes);
        done = at + form.text.length;
        at = done - 1;
      }

      return pieces.length === 0 ? text : pieces.join('') + text.slice(done);
    },
  };
}

function slotAt(text: string, at: number): number {
  const mixed =
    text.charCodeAt(at) ^
    (text.charCodeAt(at + 1) << 4) ^
    (text.charCodeAt(at + 2) << 7) ^
    (text.charCodeAt(at + 3) << 10);

  return (mixed ^ (mixed >>> BITS)) & ((1 << BITS) - 1);
}
