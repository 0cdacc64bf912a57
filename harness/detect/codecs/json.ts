import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';

/** Strings shorter than this can neither be nor hide a canary. */
const SHORTEST = 4;

/** JSON: every string in it, and every name that could carry something, by its pointer. */
export const json: Codec = {
  name: 'json',
  kind: 'structure',
  reads: 'text',
  open({ content }) {
    const text = content.isText ? content.text : '';
    if (!/^\s*(?:[[{]|"[^]*"\s*$)/.test(text)) return [];
    const value = parse(text);

    if (value === undefined) return [];
    const { layers, strings } = stringsOf(value);
    if (strings === stringsIn(text)) covered.add(content);

    return layers;
  },
  /** A name that stands twice in one object is lost in parsing: what it held is not covered. */
  covers: ({ content }) => covered.has(content),
};

const covered = new WeakSet<Content>();

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not JSON after all, or a piece of it: others may read it.
  }
}

/** All strings of a value, in document order, without recursion: ten thousand nested arrays are one list. */
function stringsOf(root: unknown): { layers: Layer[]; strings: number } {
  const layers: Layer[] = [];
  let strings = 0;
  const stack: { value: unknown; pointer: string }[] = [{ value: root, pointer: '$' }];
  let next = stack.pop();
  for (; next; next = stack.pop()) {
    const { value, pointer } = next;
    if (typeof value === 'string') {
      strings++;
      if (value.length >= SHORTEST) layers.push(layer(`json:${pointer}`, value, layers.length));
    } else if (Array.isArray(value)) {
      for (let at = value.length - 1; at >= 0; at--) push(stack, value[at], () => `${pointer}[${at}]`);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value).reverse()) {
        strings++;
        if (name.length >= 8) layers.push(layer(`json-name:${pointer}`, name, layers.length));
        push(stack, member, () => pointer + memberOf(name));
      }
    }
  }

  return { layers, strings };
}

/** How many strings stand in a JSON text, names and values. */
function stringsIn(text: string): number {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - slashes - 1] === '\\') slashes++;
    if (slashes % 2 === 0) quotes++;
  }

  return quotes / 2;
}

function push(stack: { value: unknown; pointer: string }[], value: unknown, pointer: () => string): void {
  if (typeof value === 'string' || (typeof value === 'object' && value !== null))
    stack.push({ value, pointer: pointer() });
}

function memberOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function layer(step: string, text: string, offset: number): Layer {
  return { step, content: Content.ofText(text), offset, sure: true };
}
