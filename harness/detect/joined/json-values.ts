/** A text, number or boolean in a JSON text. */
export interface JsonValue {
  /** JSON path: `$.events[0].d`. */
  pointer: string;
  /** The same with indexes replaced: `$.events[#].d`. */
  template: string;
  /** JSON path of the object or array that contains it. */
  parent: string;
  text: string;
}

/** The place of a value; `isElement` if it is in an array. */
interface Place {
  pointer: string;
  template: string;
  parent: string;
  isElement: boolean;
}

/** Elements of an array in an array that are separate positions, such as `[3, "ab"]`. */
const LONGEST_TUPLE = 3;
/** The positions of such elements. They have no digit, because digits in positions are ignored. */
const NUMERALS = ['first', 'second', 'third'];
/** Nested objects and arrays that are read. Deeper ones are left out. */
const DEEPEST = 32;

/**
 * The short texts, numbers and booleans of a JSON text in order; `undefined` if it is not JSON. Names that are integers
 * come first in their object, in numeric order. Booleans are `1` and `0`.
 * @param longest characters; longer texts are left out
 * @param most values; the first ones are kept
 */
export function shortJsonValues(text: string, longest: number, most: number): JsonValue[] | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return undefined;
  }
  const values: JsonValue[] = [];
  const walk = (value: unknown, at: Place, depth: number) => {
    const { pointer, template, parent } = at;
    if (typeof value === 'object' && value !== null) {
      if (depth >= DEEPEST || values.length >= most) return;
      if (Array.isArray(value)) {
        const isTuple = value.length <= LONGEST_TUPLE && at.isElement;
        for (let index = 0; index < value.length; index++)
          walk(
            value[index],
            {
              pointer: `${pointer}[${index}]`,
              template: template + (isTuple ? `[${NUMERALS[index]}]` : '[#]'),
              parent: pointer,
              isElement: true,
            },
            depth + 1,
          );
      } else
        for (const name in value) {
          const member = memberOf(name);
          walk(
            value[name as keyof typeof value],
            { pointer: pointer + member, template: template + member, parent: pointer, isElement: false },
            depth + 1,
          );
        }

      return;
    }
    const written =
      typeof value === 'string'
        ? value
        : typeof value === 'boolean'
          ? String(Number(value))
          : numberOf(value);
    if (written !== '' && written.length <= longest && values.length < most)
      values.push({ pointer, template, parent, text: written });
  };
  walk(root, { pointer: '$', template: '$', parent: '', isElement: false }, 0);

  return values;
}

function numberOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : '';
}

function memberOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `["${name}"]`;
}
