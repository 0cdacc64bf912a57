import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { LONGEST_ELEMENT } from './elements.ts';
import { JsonLists } from './json-lists.ts';
import { type JsonString, readJsonStrings } from './json-strings.ts';

/** Characters. A shorter string cannot contain a canary, encoded or not. */
const SHORTEST = 4;
/** Characters. The app's developer chooses the names; longer ones can carry data. */
const SHORTEST_NAME = 8;

/**
 * JSON: string values and long names, each labelled with its path, and lists of short values. Reads truncated text up to its end. A
 * duplicate name gives two layers.
 */
export const json: Codec = {
  name: 'json',
  kind: 'structure',
  reads: 'text',
  needs: { first: '[{"' },
  passesOver: true,
  readsQuoted: true,
  staysInMessage: true,
  givesNoValues: true,
  open({ content, passOver }) {
    const { text } = content;
    if (!/^\s*(?:[[{]|"[^]*"\s*$)/.test(text)) return NOTHING;
    const layers: Layer[] = [];
    const lists = new JsonLists();
    const onLiteral = (from: number, to: number, field: () => string) => {
      if (to - from <= LONGEST_ELEMENT) lists.add(field(), text.slice(from, to), from, false);
    };
    const end = readJsonStrings(
      text,
      (string) => {
        const { from, to, isName, isEscaped } = string;
        if (!isName && to - from <= LONGEST_ELEMENT)
          lists.add(string.field(), isEscaped ? unescape(text, from, to) : text.slice(from, to), from, true);
        if (to - from < (isName ? SHORTEST_NAME : SHORTEST)) return;
        const value = isEscaped ? unescape(text, from, to) : text.slice(from, to);
        if (!isEscaped && passOver?.(value)) return;
        layers.push(
          isEscaped || !passOver ? layerOf(string, value) : { ...layerOf(string, value), isPiece: true },
        );
      },
      onLiteral,
    );
    if (end === 'broken') return NOTHING;

    return { layers: [...layers, ...lists.layers()], covers: end === 'whole' };
  },
};

function layerOf({ from, isName, pointer }: JsonString, value: string): Layer {
  return {
    step: `${isName ? 'json-name' : 'json'}:${pointer()}`,
    content: Content.ofText(value),
    offset: from,
    sure: true,
  };
}

/** The decoded string; unchanged if it has an escape that JSON does not allow. */
function unescape(text: string, from: number, to: number): string {
  try {
    return String(JSON.parse(text.slice(from - 1, to + 1)));
  } catch {
    return text.slice(from, to); // For example `\x41`, which the `json-escapes` codec decodes.
  }
}
