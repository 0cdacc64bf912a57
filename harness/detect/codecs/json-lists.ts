import type { Layer } from '../codec.ts';
import { FEWEST, layersOfElements, LONGEST_ELEMENT, MOST } from './elements.ts';

interface List {
  elements: string[];
  offset: number;
}

/**
 * Collects short values of a JSON text by the name of their field, with and without its digits, and all booleans and all
 * single characters.
 */
export class JsonLists {
  readonly #byName = new Map<string, List>();

  /** @param name of the innermost object member that contains the value */
  add(name: string, value: string, offset: number, isString: boolean): void {
    if (value.length > LONGEST_ELEMENT) return;
    this.#push(name, value, offset);
    if (DIGITS.test(name)) this.#push(name.replaceAll(ALL_DIGITS, '#'), value, offset);
    if (isString ? value.length === 1 : value === 'true' || value === 'false')
      this.#push(isString ? CHARACTERS : BOOLEANS, value, offset);
  }

  layers(): Layer[] {
    const all = [...this.#byName].filter(([, { elements }]) => elements.length >= FEWEST);
    const named = all.filter(([name]) => !isGroup(name));
    const others = all.filter(
      ([name, { elements }]) =>
        isGroup(name) && !named.some(([, list]) => list.elements.length === elements.length),
    );

    return [...named, ...others].flatMap(([name, { elements, offset }]) =>
      layersOfElements(name.replaceAll(ALL_DIGITS, '#'), elements, offset),
    );
  }

  #push(name: string, value: string, offset: number): void {
    const known = this.#byName.get(name);
    if (!known) this.#byName.set(name, { elements: [value], offset });
    else if (known.elements.length < MOST) known.elements.push(value);
  }
}

/** Whether values of different fields are in a list. */
function isGroup(name: string): boolean {
  return name === BOOLEANS || name === CHARACTERS || name.includes('#');
}

const DIGITS = /\d/;
const ALL_DIGITS = /\d+/g;
/** Names that no field has. */
const BOOLEANS = '*booleans';
const CHARACTERS = '*characters';
