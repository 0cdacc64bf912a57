import { XMLParser } from 'fast-xml-parser';
import type { LocatorRow } from '../../model/family.ts';

/** An element of a page source (UiAutomator2 server), with what a locator can use. */
export interface ScreenElement {
  class: string;
  package: string;
  /** Full resource id, or empty. */
  id: string;
  text: string;
  desc: string;
  clickable: boolean;
}

type XmlNode = Record<string, unknown>;

const ATTRIBUTES = ':@';
const PARSER = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', preserveOrder: true });

/** The elements of a page source in document order. */
export function elementsIn(source: string): ScreenElement[] {
  return (PARSER.parse(source) as XmlNode[]).flatMap(elementsBelow);
}

function elementsBelow(node: XmlNode): ScreenElement[] {
  const attributes = (node[ATTRIBUTES] ?? {}) as Record<string, string>;
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES && !key.startsWith('?') && key !== '#text');
  const children = name === undefined ? [] : ((node[name] ?? []) as XmlNode[]).flatMap(elementsBelow);
  if (attributes['package'] === undefined) return children;
  const element = {
    class: attributes['class'] ?? name ?? '',
    package: attributes['package'],
    id: attributes['resource-id'] ?? '',
    text: attributes['text'] ?? '',
    desc: attributes['content-desc'] ?? '',
    clickable: attributes['clickable'] === 'true',
  };

  return [element, ...children];
}

/** Whether a locator can find an element at all: it has an id, a text or a description. */
export function isNamed({ id, text, desc }: ScreenElement): boolean {
  return id !== '' || text !== '' || desc !== '';
}

/** The elements of a screen that another screen does not have: none of it has the same id, text and description. */
export function without(screen: readonly ScreenElement[], other: readonly ScreenElement[]): ScreenElement[] {
  const isSame = (a: ScreenElement, b: ScreenElement): boolean =>
    a.id === b.id && a.text === b.text && a.desc === b.desc;

  return screen.filter((element) => !other.some((each) => isSame(element, each)));
}

/** What a locator for an element must not match, beside the other elements of its screen. */
export interface Contrast {
  /** Elements of other screens, such as those of normal mode: a locator that matches one of them would prove nothing. */
  others?: readonly ScreenElement[];
  /** The text of the element changes, as the title of a page does. */
  hasChangingText?: boolean;
}

/**
 * A locator that matches this element of the screen and no other: its id, else its text, else its description, else its class.
 * Undefined if there is none.
 *
 * @param screen all elements with a name; an element without any name is found only by its class
 */
export function proposeLocator(
  element: ScreenElement,
  screen: readonly ScreenElement[],
  { others = [], hasChangingText = false }: Contrast = {},
): Pick<LocatorRow, 'strategy' | 'value'> | undefined {
  const isUnique = (key: 'id' | 'text' | 'desc' | 'class'): boolean =>
    element[key] !== '' &&
    screen.filter((other) => other[key] === element[key]).length === 1 &&
    others.every((other) => other[key] !== element[key]);
  const prefix = `${element.package}:id/`;
  if (isUnique('id'))
    return {
      strategy: 'id',
      value: element.id.startsWith(prefix) ? element.id.slice(prefix.length) : element.id,
    };
  if (!hasChangingText && isUnique('text')) return { strategy: 'text', value: element.text };
  const repeatsText = element.text !== '' && element.desc.includes(element.text);
  if (!(hasChangingText && repeatsText) && isUnique('desc')) return { strategy: 'desc', value: element.desc };
  if (hasChangingText && isUnique('class'))
    return { strategy: 'xpath', value: `//*[@package="${element.package}" and @class="${element.class}"]` };

  return undefined;
}

/** An element in a line for a person: `"Menu" (id action_more)`. */
export function describeElement({ id, text, desc, class: name }: ScreenElement): string {
  const words = [text, desc].filter((word) => word !== '').map((word) => `"${word}"`);
  const kind = name.split('.').at(-1) ?? name;

  return [...words, id === '' ? `(${kind})` : `(${kind}, id ${id.split('/').at(-1) ?? id})`].join(' ');
}
