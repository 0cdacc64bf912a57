import type { Codec, Input, OutputBudget } from '../codec.ts';
import { codecs } from '../codecs/index.ts';
import { pairsOf } from '../codecs/form.ts';
import { readJsonStrings } from '../codecs/json-strings.ts';
import { asBuffer } from '../content.ts';

/** A value and its name in a chain. */
export interface Value {
  name: string;
  text: string;
}

/** Maximum number of values in one join. A URL sent one character at a time has about 60. */
export const MAX_JOINED = 80;
/** Bytes. Longer messages are batches, in which one value is not split. */
const LONGEST = 4 * 1024 * 1024;
const FORM = /^\??[^\s=&/?"'<>{}]{1,200}=[^\s"<>]*$/;
const URL_PARTS = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^\s/?#]+((?:\/[^\s?#]*)?)(\?[^\s#]*)?(?:#\S*)?$/i;
const BUDGET: OutputBudget = { bytesLeft: LONGEST, cutShort: () => undefined };
const OTHER_CODECS = codecs.filter(({ kind, givesNoValues }) => kind === 'structure' && !givesNoValues);

/**
 * The values of a message in order, including short ones, as lists of values that may be joined. For JSON, also one
 * list per field name over the elements of an array.
 */
export function valueListsOf(input: Input): Value[][] {
  const { content } = input;
  if (content.length > LONGEST) return [];
  if (!content.isText) return otherValues(input, 'bytes');
  const { text } = content;
  if (/^\s*[[{]/.test(text)) {
    const all = jsonValues(text);
    if (all.length > 0) return [all, ...groupByName(all)];
  }
  const url = URL_PARTS.exec(text);
  if (url) {
    const [, path = '', query = ''] = url;

    return [pathValues(path), valuesOfPairs(query, 'query')];
  }
  if (FORM.test(text)) return [valuesOfPairs(text, 'form')];

  return otherValues(input, 'text');
}

/** All values of a message in order. A message without parts is one value without a name. */
export function valuesOf(input: Input): Value[] {
  const lists = valueListsOf(input);
  if (lists.length === 0) return [{ name: '', text: input.content.text }];

  const [first = []] = lists;

  return first[0]?.name.startsWith('json:') ? first : lists.flat();
}

function jsonValues(text: string): Value[] {
  const values: Value[] = [];
  readJsonStrings(text, (string) => {
    if (string.isName) return;
    const raw = text.slice(string.from, string.to);
    values.push({ name: `json:${string.pointer()}`, text: string.isEscaped ? unescape(raw) : raw });
  });

  return values;
}

function unescape(raw: string): string {
  try {
    const value: unknown = JSON.parse(`"${raw}"`);

    return typeof value === 'string' ? value : raw;
  } catch {
    return raw; // Cut off, or not quite JSON.
  }
}

/** Values of the same field in the elements of arrays. Omits lists with one value; empty if all values have one field. */
function groupByName(values: readonly Value[]): Value[][] {
  const lists = new Map<string, Value[]>();
  for (const value of values) {
    const name = value.name.replaceAll(/\[\d+\]/g, '[]');
    const known = lists.get(name);
    if (known) known.push(value);
    else lists.set(name, [value]);
  }

  return lists.size < 2 ? [] : [...lists.values()].filter((list) => list.length > 1);
}

function pathValues(path: string): Value[] {
  return path
    .split('/')
    .map((text, index) => ({ name: `path[${index}]`, text }))
    .filter(({ text }) => text !== '');
}

function valuesOfPairs(text: string, name: string): Value[] {
  return pairsOf(text, name).map(({ step, content }) => ({ name: step, text: content.text }));
}

/** One list of values for each other structure codec that reads the message. */
function otherValues(input: Input, reads: Codec['reads']): Value[][] {
  return OTHER_CODECS.filter((codec) => (codec.reads ?? reads) === reads)
    .map((codec) =>
      codec
        .open(input, BUDGET)
        .layers.map(({ step, content }) => ({ name: step, text: textOf(content.bytes) })),
    )
    .filter((list) => list.length > 0);
}

function textOf(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('utf8');
}
