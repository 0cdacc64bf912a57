import { isUtf8 } from 'node:buffer';
import { bytesInput, openOnce, textInput, type EncodedInput } from '../../detect/index.ts';
import type { Field } from '../message.ts';
import { isForm, pairsOfForm } from './form.ts';
import { digestOf, readJson } from './json.ts';

/** Characters. */
const SHORTEST_BASE64 = 8;
/** Number of decodings within each other. */
const DEEPEST = 12;
/** Bytes that one value may decompress to. */
const MOST = 4_000_000;
/** Fields of a part, with the one that says that there are more. */
const MOST_FIELDS = 40_000;

/** The fields of a body, through every layer that certainly decodes. */
export function bodyFields(
  path: string,
  body: Uint8Array,
  contentType: string,
  codings: readonly string[],
): Field[] {
  if (body.length === 0) return [];
  const fields: Field[] = [];
  read(path, bytesInput(body, contentType, codings), { depth: 0, fields });

  return fields;
}

/** The same for a text: a header, a part of a URL. */
export function textFields(path: string, text: string): Field[] {
  const fields: Field[] = [];
  read(path, textInput(text), { depth: 0, fields });

  return fields;
}

interface Reading {
  depth: number;
  fields: Field[];
  /** The element of a list that is read. */
  element?: string | undefined;
}

/** Each layer is a field too: a decoding that succeeds by chance hides nothing. */
function read(path: string, input: EncodedInput, reading: Reading): void {
  const { depth, fields, element } = reading;
  if (fields.length >= MOST_FIELDS - 1) {
    noteCut(fields);

    return;
  }
  const { content } = input;
  fields.push({ path, value: content.isText ? content.text : content.bytes, element });
  if (depth >= DEEPEST || content.length === 0) return;
  const deeper = { ...reading, depth: depth + 1 };
  if (content.isText && readText(path, content.text, deeper)) return;
  const text = content.isText ? textOfBase64(content.text) : undefined;
  if (text !== undefined) {
    read(`${path} > base64`, textInput(text), deeper);

    return;
  }
  for (const layer of openOnce(input, MOST, () => noteCut(fields)))
    read(`${path} > ${unplaced(layer.step)}`, layer.input, deeper);
}

/** A field of this place says that a message was not read to its end. */
export const CUT = 'not read to its end';

function noteCut(fields: Field[]): void {
  if (fields.at(-1)?.path !== CUT) fields.push({ path: CUT, value: '' });
}

/** The detector takes no short text for base64 that may be a word. Here a wrong decoding hides nothing. */
function textOfBase64(text: string): string | undefined {
  if (text.length < SHORTEST_BASE64 || !/^[\w+/-]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (!isUtf8(bytes)) return undefined;
  const decoded = bytes.toString();

  return /^[\s\x20-\x7e\u00a0-\uffff]+$/.test(decoded) ? decoded : undefined;
}

/** A step without positions in lists: every element has the same place. */
function unplaced(step: string): string {
  return step.replaceAll(/\[\d+\]/g, '[]');
}

/** @returns whether the text is a JSON, a form, lines of JSON or a URL */
function readText(path: string, text: string, reading: Reading): boolean {
  const { fields, element } = reading;
  const json = readJson(text);
  if (json) {
    fields.push({ path: `${path} > order`, value: json.skeleton, element });
    for (const leaf of json.leaves)
      read(`${path} > json:${leaf.place}`, textInput(leaf.value), {
        ...reading,
        element: element ?? leaf.element,
      });

    return true;
  }
  const lines = text.includes('\n{') ? text.split('\n').filter((line) => line.trim() !== '') : [];
  if (lines.length > 1 && lines.every((line) => readJson(line))) {
    for (const line of lines)
      readText(`${path} > line`, line, { ...reading, element: element ?? digestOf(line) });

    return true;
  }
  if (/^https?:\/\/./.test(text) && URL.canParse(text)) {
    readUrl(path, new URL(text), reading);

    return true;
  }
  if (!isForm(text)) return false;
  const pairs = pairsOfForm(text);
  fields.push({ path: `${path} > order`, value: pairs.map(([name]) => name).join('&'), element });
  for (const [name, value] of pairs) read(`${path} > form:${name}`, textInput(value), reading);

  return true;
}

function readUrl(path: string, { host, pathname, search }: URL, reading: Reading): void {
  const { fields, element } = reading;
  fields.push(
    { path: `${path} > host`, value: host, element },
    { path: `${path} > path`, value: pathname, element },
  );
  if (search.length > 1) read(`${path} > query`, textInput(search.slice(1)), reading);
}
