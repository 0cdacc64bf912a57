import { type Codec, NOTHING } from '../codec.ts';
import { pairsOf } from './form.ts';
import type { Shape } from '../shape.ts';
import { FEWEST, layersOfElements, LONGEST_ELEMENT, withoutList } from './elements.ts';
import { layersOfNumberedFields } from './numbered-fields.ts';

/** Characters that can separate elements. The first one that makes all elements short counts. */
const SEPARATORS = [...'|;,\n\t /&~:_.+-'];
const FORM = /^\??[^\s=&/?"'<>{}]{1,200}=[^\s"<>&]{0,72}&/;
const WORD = /^\p{L}{2,}\p{P}?$/u;
/** The share of distinct words that every text has. */
const MOST_REPEATED = 0.25;
/** Characters of an element with usual spaces around it. */
const LONGEST_WITH_SPACES = 256;
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
    const elements = elementsOf(text.trim(), content.shape);
    if (!elements) return NOTHING;
    const layers = layersOfElements('text', elements, 0);
    if (layers.length === 0) return NOTHING;

    return { layers: isProse(elements) ? layers.map(withoutList) : layers };
  },
};

/** Whether the elements are the words of a text, which repeats few of them, and not symbols. */
function isProse(elements: readonly string[]): boolean {
  const words = elements.filter((element) => WORD.test(element)).length;

  return words * 2 > elements.length && new Set(elements).size > elements.length * MOST_REPEATED;
}

/** The elements of a text that one separator divides into short ones; undefined if there is none. */
function elementsOf(text: string, shape: Shape): string[] | undefined {
  for (const separator of SEPARATORS) {
    if (!shape.has(separator.charCodeAt(0))) continue;
    /** Colours such as `rgb(1, 2, 3)` have commas of their own. */
    if (separator === ',' && text.includes('(')) continue;
    const elements = elementsBetween(separator, text);
    if (elements && elements.length >= FEWEST) return elements;
  }

  return undefined;
}

/** The elements between separators; undefined if one of them is too long. */
function elementsBetween(separator: string, text: string): string[] | undefined {
  const elements: string[] = [];
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf(separator, from);
    const to = found === -1 ? text.length : found;
    const head = text.slice(from, Math.min(to, from + LONGEST_WITH_SPACES)).trim();
    if (head.length > LONGEST_ELEMENT) return undefined;
    const element = to - from > LONGEST_WITH_SPACES ? text.slice(from, to).trim() : head;
    if (element.length > LONGEST_ELEMENT) return undefined;
    if (element !== '') elements.push(element);
    from = to + 1;
  }

  return elements;
}
