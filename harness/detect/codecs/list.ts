import { type Codec, NOTHING } from '../codec.ts';
import { pairsOf } from './form.ts';
import { FEWEST, layersOfElements, LONGEST_ELEMENT, MOST, withoutList } from './elements.ts';
import { layersOfNumberedFields } from './numbered-fields.ts';

/** Characters that can separate elements. The first one that makes all elements short counts. */
const SEPARATORS = [...'|;,\n\t /&~:_.+-'];
const FORM = /^\??[^\s=&/?"'<>{}]{1,200}=[^\s"<>&]{0,72}&/;
const WORD = /^\p{L}{2,}\p{P}?$/u;
/** The share of distinct words that every text has. */
const MOST_REPEATED = 0.25;
/** Characters. A longer text is not a list of symbols. */
const LONGEST = 1 << 17;

/**
 * A text that is one list of short values, or a form with many short values: their symbols as one text. A sender
 * can write each character of a text as an element of its own.
 */
export const list: Codec = {
  name: 'list',
  kind: 'whole',
  reads: 'text',
  open({ content }) {
    if (content.length < 2 * FEWEST - 1 || content.length > LONGEST || !content.isText) return NOTHING;
    const { text } = content;
    if (FORM.test(text)) return { layers: layersOfNumberedFields(pairsOf(text, 'form')) };
    const elements = elementsOf(text.trim());

    if (!elements) return NOTHING;
    const layers = layersOfElements('text', elements, 0);

    return { layers: isProse(elements) ? layers.map(withoutList) : layers };
  },
};

/** Whether the elements are the words of a text, which repeats few of them, and not symbols. */
function isProse(elements: readonly string[]): boolean {
  const words = elements.filter((element) => WORD.test(element)).length;

  return words * 2 > elements.length && new Set(elements).size > elements.length * MOST_REPEATED;
}

/** The elements of a text that one separator divides into short ones; undefined if there is none. */
function elementsOf(text: string): string[] | undefined {
  const counts = new Uint32Array(128);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) & 127;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  for (const separator of SEPARATORS) {
    const count = counts[separator.charCodeAt(0)] ?? 0;
    /** Colours such as `rgb(1, 2, 3)` have commas of their own. */
    if (separator === ',' && text.includes('(')) continue;
    if (count < FEWEST - 1 || text.length > (count + 1) * (LONGEST_ELEMENT + 1)) continue;
    const elements = text
      .split(separator, MOST)
      .map((element) => element.trim())
      .filter((element) => element !== '');
    if (elements.every((element) => element.length <= LONGEST_ELEMENT)) return elements;
  }

  return undefined;
}
