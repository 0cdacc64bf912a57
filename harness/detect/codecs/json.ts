import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { type JsonString, readJsonStrings } from './json-strings.ts';

/** Strings shorter than this can neither be nor hide a canary. */
const SHORTEST = 4;
/** Names are chosen by who wrote the program; longer ones could carry something. */
const SHORTEST_NAME = 8;

/**
 * JSON: every string in it, and every name that could carry something, by its pointer. What was cut off is read as far as
 * it goes. A name that stands twice gives two layers.
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
    const end = readJsonStrings(text, (string) => {
      const { from, to, isName, isEscaped } = string;
      if (to - from < (isName ? SHORTEST_NAME : SHORTEST)) return;
      const value = isEscaped ? unescape(text, from, to) : text.slice(from, to);
      if (!isEscaped && passOver?.(value)) return;
      layers.push(
        isEscaped || !passOver ? layerOf(string, value) : { ...layerOf(string, value), isPiece: true },
      );
    });
    if (end === 'broken') return NOTHING;

    return { layers, covers: end === 'whole' };
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

/** What a string with escapes says; as it stands where an escape is none of JSON's. */
function unescape(text: string, from: number, to: number): string {
  try {
    return String(JSON.parse(text.slice(from - 1, to + 1)));
  } catch {
    return text.slice(from, to); // `\x41` and the like: read by the codec of loose escapes.
  }
}
