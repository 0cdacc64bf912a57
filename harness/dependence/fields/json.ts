import { createHash } from 'node:crypto';

/** A scalar of a JSON text. Numbers are written as they were sent. */
export interface Leaf {
  /** `$.events[].page`. */
  place: string;
  value: string;
  /** A digest of the outermost object of a list that contains it. */
  element?: string | undefined;
}

export interface ReadJson {
  leaves: Leaf[];
  /** The text with every value replaced: it shows names, their order, spaces and escapes. */
  skeleton: string;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|true|false|null/g;
/** Objects and arrays within each other. */
const DEEPEST = 64;
/** Characters of a skeleton. */
const LONGEST = 4_000;

/** Undefined for a text that is not an object or an array. */
export function readJson(text: string): ReadJson | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  let parsed: unknown;
  try {
    JSON.parse(text);
    parsed = JSON.parse(text.replaceAll(TOKEN, quoteNumber));
  } catch {
    return undefined; // Not JSON.
  }
  const leaves: Leaf[] = [];
  collect(parsed, '$', leaves);

  return { leaves, skeleton: skeletonOf(text) };
}

/** As a number, `1.50` and `1.5` would be the same. */
function quoteNumber(token: string): string {
  return /^[-\d]/.test(token) ? `"${token}"` : token;
}

function collect(value: unknown, place: string, leaves: Leaf[], depth = 0, isInElement = false): void {
  if (depth > DEEPEST) return;
  if (Array.isArray(value)) {
    if (value.length > 1 && value.every((each) => typeof each !== 'object'))
      leaves.push({ place: `${place} list`, value: value.join(',') });
    for (const each of value) {
      const isElement = !isInElement && typeof each === 'object';
      const first = leaves.length;
      collect(each, `${place}[]`, leaves, depth + 1, isInElement || isElement);
      if (isElement) nameElement(leaves, first);
    }
  } else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(value))
      collect(each, `${place}.${name}`, leaves, depth + 1, isInElement);
  else leaves.push({ place, value: String(value) });
}

/** Names the element that these leaves are in, by their values. */
function nameElement(leaves: Leaf[], first: number): void {
  const own = leaves.slice(first);
  const element = digestOf(own.map((leaf) => `${leaf.place}=${leaf.value}`).join('\n'));
  for (const leaf of own) leaf.element = element;
}

/** Identifies an element of a list by its text. */
export function digestOf(text: string): string {
  return createHash('sha1').update(text).digest('base64').slice(0, 12);
}

function skeletonOf(text: string): string {
  const skeleton = text.replaceAll(TOKEN, (token, at: number) => {
    if (!token.startsWith('"')) return '0';

    return /^\s*:/.test(text.slice(at + token.length, at + token.length + 8)) ? token : '""';
  });

  return skeleton.slice(0, LONGEST);
}
