/** A header, cookie, query parameter or form field. */
export interface Pair {
  name: string;
  value: string;
  /** The writer gives the name and no value: none at all, or null. `value` is then empty. */
  isWithoutValue?: true;
  fileName?: string;
}

/**
 * Collects what of an entry cannot be read, as `request.headers[3]: null`. Writers disagree about the types of fields, so
 * every function of this file accepts any value.
 */
export class Unread {
  readonly problems: string[] = [];

  add(place: string, what: string): void {
    this.problems.push(`${place}: ${what}`);
  }
}

/** A problem with its place in the file: `log.entries[7].request.headers[3]: null, not a name and a value`. */
export function problemAt(entry: number, problem: string): string {
  return `log.entries[${entry}]${problem.startsWith(':') ? '' : '.'}${problem}`;
}

/** An object; none for null, and for the empty list that PHP writes for an empty object. */
export function objectOf(value: unknown, place: string, unread: Unread): Record<string, unknown> | undefined {
  if (isObject(value)) return value;
  if (Array.isArray(value) && value.length === 1 && isObject(value[0])) return value[0];
  if (!isNothing(value)) unread.add(place, `${kindOf(value)}, not an object`);

  return undefined;
}

/** Text. Numbers and booleans are written as text, objects and lists as JSON, so that all of it is searched. */
export function textOf(value: unknown, place: string, unread: Unread): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    unread.add(place, 'nested too deep');

    return undefined;
  }
}

/** A finite number, also written as text; undefined for all else. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;

  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/**
 * The elements of a list. Writers that convert XML write a list of one element as this element, and some number the
 * elements of a list as the keys of an object.
 */
export function listOf(value: unknown, place: string, unread: Unread): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isObject(value))
    return Object.keys(value).every((key) => /^\d+$/.test(key)) ? Object.values(value) : [value];
  if (!isNothing(value)) unread.add(place, `${kindOf(value)}, not a list`);

  return [];
}

/**
 * Names and values: a list of objects as HAR 1.2 says, of `[name, value]` or of text lines; one such object; an object whose
 * keys are the names; or text with one line for each.
 * @param separator between name and value in text
 */
export function pairsOf(value: unknown, place: string, unread: Unread, separator: ':' | '=' = '='): Pair[] {
  if (typeof value === 'string') return linesOf(value, separator);
  if (isObject(value)) return pairsOfObject(value, place, unread);

  return listOf(value, place, unread).flatMap((each, at) => {
    const inList = `${place}[${at}]`;
    if (typeof each === 'string') return linesOf(each, separator);
    if (isObject(each)) return pairsOfObject(each, inList, unread);
    if (Array.isArray(each) && each.length > 0 && each.length <= 2 && typeof each[0] === 'string')
      return [pairOf(each[0], each[1], inList, unread)];
    unread.add(inList, `${kindOf(each)}, not a name and a value`);

    return [];
  });
}

/** A noun for a value of the wrong type, for messages. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';

  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

/** Fields of HAR 1.2 next to a name and a value, and fields of single writers. */
const FIELD_OF_PAIR = /^(?:name|key|comment|contentType|path|domain|expires|httpOnly|secure|sameSite|_.*)$/;

function pairsOfObject(value: Record<string, unknown>, place: string, unread: Unread): Pair[] {
  const isNamed = 'name' in value || 'key' in value;
  const isPair = isNamed && ('value' in value || Object.keys(value).every((key) => FIELD_OF_PAIR.test(key)));
  if (isPair || 'fileName' in value) {
    const fileName = textOf(value['fileName'], `${place}.fileName`, unread);
    const name = textOf(value['name'] ?? value['key'], `${place}.name`, unread) ?? '';

    return [
      {
        ...pairOf(name, value['value'], `${place}.value`, unread),
        ...(fileName !== undefined && { fileName }),
      },
    ];
  }

  return Object.entries(value).flatMap(([name, each]) => {
    const inObject = `${place}.${name}`;
    if (isObject(each)) return pairsOfObject({ name, value: undefined, ...each }, inObject, unread);
    const values: unknown[] = !Array.isArray(each) ? [each] : each.length > 0 ? each : [undefined];

    return values.map((one) => pairOf(name, one, inObject, unread));
  });
}

function pairOf(name: string, value: unknown, place: string, unread: Unread): Pair {
  const text = textOf(value, place, unread);

  return text === undefined ? { name, value: '', isWithoutValue: true } : { name, value: text };
}

function linesOf(text: string, separator: ':' | '='): Pair[] {
  const lines = text
    .split(separator === ':' ? /\r?\n/ : /\r?\n|[;&]\s*/)
    .filter((line) => line.trim() !== '');

  return lines.map((line) => {
    const at = line.indexOf(separator, 1);

    return at < 0
      ? { name: '', value: line.trim() }
      : { name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Values that writers use for something absent. */
function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}
