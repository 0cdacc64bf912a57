import { isSpellable, type LayerValue, type ValuePlace } from './layer-value.ts';

/** The place of a value in a JSON text. Names are written when they are asked for: almost none ever is. */
class JsonPlace implements ValuePlace {
  readonly #parent: JsonPlace | undefined;
  /** A name or an index in the parent. */
  readonly #at: string | number;

  constructor(parent: JsonPlace | undefined, at: string | number) {
    this.#parent = parent;
    this.#at = at;
  }

  get name(): string {
    return `json:${this.#pointer}`;
  }

  get record(): object | undefined {
    return this.#parent;
  }

  get isTop(): boolean {
    return !this.#parent || this.#parent.#parent === undefined;
  }

  /** JSON path: `$.events[0].d`. */
  get #pointer(): string {
    if (!this.#parent) return '$';

    return this.#parent.#pointer + (typeof this.#at === 'number' ? `[${this.#at}]` : memberOf(this.#at));
  }
}

/** A path with indexes replaced. Each is written once, whatever the number of values that have it. */
class Template {
  readonly text: string;
  readonly isSpellable: boolean;
  readonly #members = new Map<string, Template>();
  readonly #elements: Template[] = [];

  constructor(text: string) {
    this.text = text;
    this.isSpellable = isSpellable(text);
  }

  member(name: string): Template {
    let member = this.#members.get(name);
    if (!member) this.#members.set(name, (member = new Template(this.text + memberOf(name))));

    return member;
  }

  /** @param numeral the position of an element of a tuple, from 0 on; undefined for elements that are alike */
  element(numeral?: number): Template {
    const position = numeral === undefined ? '#' : NUMERALS[numeral];
    const index = numeral === undefined ? 0 : numeral + 1;
    this.#elements[index] ??= new Template(`${this.text}[${position}]`);

    return this.#elements[index];
  }
}

/** Elements of an array in an array that are separate positions, such as `[3, "ab"]`. */
const LONGEST_TUPLE = 3;
/** The positions of such elements. They have no digit, because digits in positions are ignored. */
const NUMERALS = ['first', 'second', 'third'];
/** Nested objects and arrays that are read. Deeper ones are left out. */
const DEEPEST = 32;

/**
 * The short texts, numbers and booleans of a JSON text in order, by their JSON path (`json:$.events[0].d`); `undefined` if it is not JSON. Names that are integers
 * come first in their object, in numeric order. Booleans are `1` and `0`.
 * @param longest characters; longer texts are left out
 * @param most values; the first ones are kept
 */
export function shortJsonValues(text: string, longest: number, most: number): LayerValue[] | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return undefined;
  }
  const values: LayerValue[] = [];
  const add = (value: unknown, template: Template, parent: JsonPlace | undefined, at: string | number) => {
    const written = textOf(value);
    if (written !== '' && written.length <= longest && values.length < most && template.isSpellable)
      values.push({ place: new JsonPlace(parent, at), template: template.text, text: written });
  };
  const walk = (value: object, template: Template, place: JsonPlace, isElement: boolean, depth: number) => {
    if (depth >= DEEPEST || values.length >= most) return;
    const visit = (inner: unknown, innerTemplate: Template, at: string | number) => {
      if (typeof inner === 'object' && inner !== null)
        walk(inner, innerTemplate, new JsonPlace(place, at), typeof at === 'number', depth + 1);
      else add(inner, innerTemplate, place, at);
    };
    if (Array.isArray(value)) {
      const isTuple = value.length <= LONGEST_TUPLE && isElement;
      for (let index = 0; index < value.length; index++)
        visit(value[index], template.element(isTuple ? index : undefined), index);
    } else for (const name in value) visit(value[name as keyof typeof value], template.member(name), name);
  };
  const template = new Template('json:$');
  if (typeof root === 'object' && root !== null) walk(root, template, new JsonPlace(undefined, ''), false, 0);
  else add(root, template, undefined, '');

  return values;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;

  return typeof value === 'number' || typeof value === 'boolean' ? String(Number(value)) : '';
}

function memberOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `["${name}"]`;
}
