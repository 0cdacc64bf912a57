import { asBuffer } from '../content.ts';
import { printPlace } from '../chain.ts';
import { isDecodedWhole, isRead } from '../opaque/duplicate-readings.ts';
import { childrenOf } from '../opaque/opaque-layers.ts';
import type { SearchedPart } from '../search-exchange.ts';
import type { Reached } from '../search.ts';
import { checksumsOf } from './checksums.ts';
import { scalarsOf } from './json-scalars.ts';
import { protobufNumbers } from './protobuf-numbers.ts';
import { numberToken, type Token, tokensOf } from './tokens.ts';

/** A value that was sent, as small as a word or a number, after all decoding. */
export interface SentValue extends Token {
  /** Two values are the same if this is. A small number means something only in its place. */
  id: string;
  /** The part that contains it: `request.body`. */
  part: string;
  /** The field that contains it, without numbers: `request.body > form:data > json:$[].id`. */
  place: string;
  /** The members of a list. The list as a whole says in which order they are; each member is a value of its own too. */
  members?: readonly string[];
}

/** Members of the shortest list whose order counts. */
const SHORTEST_LIST = 8;
/** Bytes. Longer undecoded data is an opaque part. */
const LONGEST_DATA = 64;
/** What it says is not content, and follows from the body. */
const CONTENT_LENGTH = 'request.header:content-length';
/** Bits. A larger number is rare wherever it is; a smaller one means something only in its place. */
const RARE_BITS = 32;

/** Every distinct value of an exchange, by kind, place and text. Encoded text is left out: what it decodes to is listed. */
export function sentValuesOf(searched: readonly SearchedPart[]): SentValue[] {
  const values = new Map<string, SentValue>();
  const checksums = checksumsOf(searched);
  for (const { part, reached } of searched) {
    if (part.name === CONTENT_LENGTH) continue;
    const children = childrenOf(reached);
    const decoded = decodedWords(reached, children);
    const add = (layer: Reached, token: Token, name = '', members?: readonly string[]) => {
      if (token.bits <= 0 || decoded.has(token.text) || checksums.has(token.text)) return;
      const place = blankNumbers(`${printPlace(part.name, layer.chain)}${name && ` > ${name}`}`);
      const isRare = token.kind !== 'number' || (token.bits >= RARE_BITS && !members);
      const id = isRare ? token.text : `${place}\0${token.text}`;
      if (!values.has(id))
        values.set(id, { ...token, id, part: part.name, place, ...(members && { members }) });
    };
    for (const layer of reached) {
      if (!layer.sure || isDecoded(children.get(layer)) || isMisread(layer)) continue;
      if (!layer.content.isText) addBytes(layer, children.get(layer) ?? [], add);
      else if (!addJson(layer, add)) for (const token of tokensOf(layer.content.text)) add(layer, token);
    }
  }

  return [...values.values()];
}

type Add = (layer: Reached, token: Token, name?: string, members?: readonly string[]) => void;

/** Adds the scalars of a JSON text and the order of its lists. @returns false if the layer is not JSON */
function addJson(layer: Reached, add: Add): boolean {
  const { text } = layer.content;
  if (!/^\s*[[{]/.test(text)) return false;
  const scalars = scalarsOf(text);
  if (!scalars) return false;
  for (const { name, value } of scalars.values)
    if (typeof value === 'number') add(layer, numberToken(value), `json:${name}`);
    else for (const token of tokensOf(value)) add(layer, token, `json:${name}`);
  for (const name of scalars.names)
    for (const token of tokensOf(name))
      add(layer, token.kind === 'random' ? token : { ...token, kind: 'word' }, 'json-name');
  for (const { name, members } of scalars.lists)
    if (members.length >= SHORTEST_LIST)
      add(layer, { text: members.join(','), bits: members.length, kind: 'number' }, `json:${name}`, members);

  return true;
}

/** Adds undecoded bytes as one value, and the numbers of a protobuf message. */
function addBytes(layer: Reached, children: readonly Reached[], add: Add): void {
  const { bytes } = layer.content;
  const numbers = protobufNumbers(bytes);
  if (numbers) for (const { field, value } of numbers) add(layer, numberToken(value), `protobuf:${field}`);
  else if (!layer.opened && children.length === 0 && bytes.length <= LONGEST_DATA && !isWordDecoded(layer))
    add(layer, { text: asBuffer(bytes).toString('hex'), bits: bytes.length * 8, kind: 'random' });
}

/** Whether a layer comes from reading a protobuf message as another format. */
function isMisread({ codec, parent }: Reached): boolean {
  if (!parent || !codec || codec.name === 'protobuf' || parent.content.isText) return false;

  return (protobufNumbers(parent.content.bytes)?.length ?? 0) > 0;
}

/** Whether a layer is only what a word decodes to: the word counts. */
function isWordDecoded({ kind, parent }: Reached): boolean {
  return kind === 'whole' && parent?.content.isText === true;
}

/** The words of texts that were decoded, which their containers have too. */
function decodedWords(
  reached: readonly Reached[],
  children: ReadonlyMap<Reached | undefined, readonly Reached[]>,
): ReadonlySet<string> {
  const words = new Set<string>();
  for (const layer of reached) {
    if (!layer.content.isText) continue;
    if (isDecoded(children.get(layer))) for (const { text } of tokensOf(layer.content.text)) words.add(text);
    for (const child of children.get(layer) ?? [])
      if (child.kind === 'inside' && isRead(child) && child.sure)
        for (const { text } of tokensOf(wordAt(layer.content.text, child.offset))) words.add(text);
  }

  return words;
}

function isDecoded(children: readonly Reached[] = []): boolean {
  return children.some((child) => isDecodedWhole(child) && isRead(child));
}

function wordAt(text: string, at: number): string {
  const from = text.slice(0, at).search(/[^\s"'<>,;]*$/);

  return /^[^\s"'<>,;]*/.exec(text.slice(from))?.[0] ?? '';
}

function blankNumbers(place: string): string {
  return place.replaceAll(/\d+/g, '');
}
