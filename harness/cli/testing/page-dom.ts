import { parse } from 'parse5';

/** An element of a page: its name, and its attributes by name. */
export interface PageElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
}

/** The elements of a page in their order, as a browser parses it (WHATWG HTML, by parse5). */
export function elementsOf(page: string): PageElement[] {
  const elements: PageElement[] = [];
  const visit = (node: object): void => {
    if ('tagName' in node && 'attrs' in node)
      elements.push({
        name: String(node.tagName),
        attributes: Object.fromEntries(
          (node.attrs as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
        ),
      });
    for (const child of 'childNodes' in node ? (node.childNodes as object[]) : []) visit(child);
  };
  visit(parse(page));

  return elements;
}

/** The structure of a page: names of elements and of their attributes, without any text. */
export function structureOf(page: string): string[] {
  return elementsOf(page).map(({ name, attributes }) => [name, ...Object.keys(attributes)].join(' '));
}
