/** A string, number or boolean of a JSON text. Its name has no indexes: `$[].properties.url`. */
export interface JsonScalar {
  name: string;
  value: string | number;
}

/** What a JSON text contains besides its structure. A name that an object has twice gives two values. */
export interface JsonScalars {
  values: JsonScalar[];
  /** Names of objects' members. */
  names: string[];
}

const TOKEN = /\s*(?:([[\]{},:])|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*|true|false|null))/y;
const DEEPEST = 64;

/** The scalars of a JSON text, in order; undefined if it is not JSON or is nested too deep. */
export function scalarsOf(text: string): JsonScalars | undefined {
  const found: JsonScalars = { values: [], names: [] };
  const path: string[] = ['$'];
  let name: string | undefined;
  let before = '';
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const [, mark, string, literal] = TOKEN.exec(text) ?? [];
    if (mark === undefined && string === undefined && literal === undefined) return undefined;
    if (mark === '{' || mark === '[') {
      path.push(`${name === undefined ? '' : `.${name}`}${mark === '[' ? '[]' : ''}`);
      name = undefined;
      if (path.length > DEEPEST) return undefined;
    } else if (mark === '}' || mark === ']') {
      path.pop();
      name = undefined;
    } else if (mark === ':') {
      name = unquote(before);
      found.names.push(name);
      found.values.pop(); // The name was taken for a value.
    } else if (mark === ',') name = undefined;
    else
      found.values.push({
        name: `${path.join('')}${name === undefined ? '' : `.${name}`}`,
        value: string === undefined ? scalarOf(literal ?? '') : unquote(string),
      });
    before = string ?? '';
  }

  return path.length === 1 ? found : undefined;
}

function scalarOf(literal: string): string | number {
  const number = Number(literal);

  return Number.isNaN(number) ? literal : number;
}

function unquote(string: string): string {
  try {
    return String(JSON.parse(string));
  } catch {
    return string.slice(1, -1); // An escape that JSON does not allow.
  }
}
