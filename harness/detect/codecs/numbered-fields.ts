import type { Layer } from '../codec.ts';
import { LONGEST_ELEMENT, layersOfElements } from './elements.ts';

/**
 * The lists of symbols in the values of fields whose names differ only in digits.
 * @param pairs one layer for each value, whose step ends in the field's name
 */
export function layersOfNumberedFields(pairs: readonly Layer[]): Layer[] {
  const lists = new Map<string, { elements: string[]; offset: number }>();
  for (const { step, content, offset } of pairs) {
    if (content.length > LONGEST_ELEMENT || !content.isText) continue;
    const name = step.replaceAll(/\d+/g, '#');
    const known = lists.get(name);
    if (known) known.elements.push(content.text);
    else lists.set(name, { elements: [content.text], offset });
  }

  return [...lists].flatMap(([name, { elements, offset }]) => layersOfElements(name, elements, offset));
}
