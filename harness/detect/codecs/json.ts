import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';

/** Strings shorter than this can neither be nor hide a canary. */
const SHORTEST = 4;

/** JSON: every string in it, and every name that could carry something, by its pointer. */
export const json: Codec = {
  name: 'json',
  kind: 'structure',
  open({ content }) {
    const text = content.isText ? content.text : '';
    if (!/^\s*(?:[[{]|"[^]*"\s*$)/.test(text)) return [];
    const value = parse(text);

    return value === undefined ? [] : stringsOf(value);
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not JSON after all, or a piece of it: others may read it.
  }
}

/** All strings of a value, in document order, without recursion: ten thousand nested arrays are one list. */
function stringsOf(root: unknown): Layer[] {
  const layers: Layer[] = [];
  const stack: { value: unknown; pointer: string }[] = [{ value: root, pointer: '$' }];
  let next = stack.pop();
  for (; next; next = stack.pop()) {
    const { value, pointer } = next;
    if (typeof value === 'string') {
      if (value.length >= SHORTEST) layers.push(layer(`json:${pointer}`, value, layers.length));
    } else if (Array.isArray(value)) {
      for (let at = value.length - 1; at >= 0; at--) push(stack, value[at], () => `${pointer}[${at}]`);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value).reverse()) {
        if (name.length >= 8) layers.push(layer(`json-name:${pointer}`, name, layers.length));
        push(stack, member, () => pointer + memberOf(name));
      }
    }
  }

  return layers;
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
