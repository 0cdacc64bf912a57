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
  /** The members of a list: all values that an exchange has in one place, in order. */
  members?: readonly Member[];
}

/** A member of a list. Its bits leave out random words, which are values of their own. */
export interface Member {
  text: string;
  bits: number;
}

/** A string or number in its place. */
interface Scalar {
  part: string;
  place: string;
  value: string | number;
  /** Words of the value that are left out because named parts contain them, which are read on their own. */
  inParts?: readonly string[] | undefined;
}

/** Members of the shortest list. */
const SHORTEST_LIST = 8;
/** Words of a text, and their share of its tokens. The others are short words and numbers. */
const SHORTEST_PROSE = 12;
const PROSE_SHARE = 0.6;
/** Characters. A longer string is a text. */
const LONGEST_MEMBER = 64;
/** Bytes. Longer undecoded data is an opaque part. */
const LONGEST_DATA = 64;
/** What it says is not content, and follows from the body. */
const CONTENT_LENGTH = 'request.header:content-length';
/** Bits. A larger number is rare wherever it is; a smaller one means something only in its place. */
const RARE_BITS = 32;

/**
 * Every distinct value of an exchange. Encoded text is left out: what it decodes to is listed. Eight or more values in one
 * place are one list, whose order counts; so are the words of a longer text.
 */
export function sentValuesOf(searched: readonly SearchedPart[]): SentValue[] {
  const values = new Map<string, SentValue>();
  const hidden = checksumsOf(searched);
  const add = (part: string, place: string, token: Token, members?: readonly Member[]) => {
    if (token.bits <= 0 || hidden.has(token.text)) return;
    const isRare = token.kind !== 'number' || (token.bits >= RARE_BITS && !members);
    const id = isRare ? token.text : `${place}\0${token.text}`;
    if (!values.has(id)) values.set(id, { ...token, id, part, place, ...(members && { members }) });
  };
  const scalars: Scalar[] = [];
  for (const { part, reached } of searched) {
    if (part.name === CONTENT_LENGTH) continue;
    const children = childrenOf(reached);
    for (const word of decodedWords(reached, children)) hidden.add(word);
    for (const layer of reached) {
      if (!layer.sure || isDecoded(layer, children) || isMisread(layer)) continue;
      if (isPlainString(layer, children)) continue; // The JSON text that contains it counts it.
      const place = blankNumbers(printPlace(part.name, layer.chain));
      const addScalar: AddScalar = (name, value, inParts) =>
        scalars.push({ part: part.name, place: name === '' ? place : `${place} > ${name}`, value, inParts });
      if (!layer.content.isText)
        addBytes(layer, children.get(layer) ?? [], addScalar, (token) => add(part.name, place, token));
      else if (
        !addJson(layer.content.text, stringsWithParts(layer, children), addScalar, (token) =>
          add(part.name, `${place} > json-name`, token),
        )
      )
        addText(layer.content.text, wordsOf((children.get(layer) ?? []).filter(isNamedPart)), addScalar);
    }
  }
  for (const [place, all] of groupByPlace(scalars))
    for (const { tokens, members } of listsOf(all)) {
      const part = all[0]?.part ?? '';
      const isList = members.length >= SHORTEST_LIST;
      for (const token of tokens) if (!isList || token.kind !== 'number') add(part, place, token);
      const text = members.map((member) => member.text).join(',');
      if (isList) add(part, place, { text, bits: members.length, kind: 'number' }, members);
    }

  return [...values.values()];
}

type Children = ReadonlyMap<Reached | undefined, readonly Reached[]>;
type AddScalar = (name: string, value: string | number, inParts?: readonly string[]) => void;

/**
 * Adds the scalars and the names of a JSON text, without the strings that are read on their own.
 * @returns false if the text is not JSON
 */
function addJson(
  text: string,
  readAlone: ReadonlySet<unknown>,
  addScalar: AddScalar,
  addName: (token: Token) => void,
): boolean {
  const scalars = isLikeJson(text) ? scalarsOf(text) : undefined;
  if (!scalars) return false;
  for (const { name, value } of scalars.values) if (!readAlone.has(value)) addScalar(`json:${name}`, value);
  for (const token of scalars.names.flatMap(tokensOf))
    addName(token.kind === 'random' ? token : { ...token, kind: 'word' });

  return true;
}

/** Adds a text without the words of its named parts, and the segments of the path if it is a URL. */
function addText(text: string, inParts: readonly string[], addScalar: AddScalar): void {
  const [, before = text, path = ''] = /^(\w+:\/\/[^/?#\s]+)(\/[^?#\s]*)/.exec(text) ?? [];
  if (path === '') return addScalar('', text, inParts);
  addScalar('', before + text.slice(before.length + path.length), inParts);
  for (const segment of path.split('/')) if (segment !== '') addScalar('path', segment);
}

/**
 * The tokens of one place, with the members of a list: short scalars in a row are one list; otherwise the numbers of each
 * text are.
 */
function listsOf(scalars: readonly Scalar[]): { tokens: readonly Token[]; members: readonly Member[] }[] {
  const tokens = scalars.map(({ value, inParts }) =>
    typeof value === 'number' ? [numberToken(value)] : withoutWords(tokensOf(value), inParts ?? []),
  );
  const isList =
    scalars.length >= SHORTEST_LIST && scalars.every(({ value }) => String(value).length <= LONGEST_MEMBER);
  if (!isList)
    return tokens.map((each) => ({
      tokens: each,
      members: isProse(each) ? each : each.filter(({ kind }) => kind === 'number'),
    }));
  const members = scalars.map(({ value }, at) => ({ text: String(value), bits: bitsOf(tokens[at] ?? []) }));

  return [{ tokens: tokens.flat().filter(({ kind }) => kind === 'random'), members }];
}

/** Whether a text has sentences: the choice and the order of their words can say something. */
function isProse(tokens: readonly Token[]): boolean {
  const words = tokens.filter(({ kind }) => kind === 'word').length;

  return words >= SHORTEST_PROSE && words >= tokens.length * PROSE_SHARE;
}

/** Scalars by place; equal scalars of layers that repeat each other stay. */
function groupByPlace(scalars: readonly Scalar[]): Map<string, Scalar[]> {
  const groups = new Map<string, Scalar[]>();
  for (const scalar of scalars) {
    const group = groups.get(scalar.place);
    if (group) group.push(scalar);
    else groups.set(scalar.place, [scalar]);
  }

  return groups;
}

function bitsOf(tokens: readonly Token[]): number {
  return tokens.reduce((sum, { bits, kind }) => (kind === 'random' ? sum : sum + bits), 0);
}

/** Adds undecoded bytes as one value, and the numbers of a protobuf message. */
function addBytes(
  layer: Reached,
  children: readonly Reached[],
  addScalar: AddScalar,
  add: (token: Token) => void,
): void {
  const { bytes } = layer.content;
  const numbers = protobufNumbers(bytes);
  if (numbers) for (const { field, value } of numbers) addScalar(`protobuf:${field}`, value);
  else if (!layer.opened && children.length === 0 && bytes.length <= LONGEST_DATA && !isWordDecoded(layer))
    add({ text: asBuffer(bytes).toString('hex'), bits: bytes.length * 8, kind: 'random' });
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
function decodedWords(reached: readonly Reached[], children: Children): ReadonlySet<string> {
  const words = new Set<string>();
  for (const layer of reached) {
    if (!layer.content.isText) continue;
    if (isDecoded(layer, children)) for (const { text } of tokensOf(layer.content.text)) words.add(text);
    for (const child of children.get(layer) ?? [])
      if (child.kind === 'inside' && isRead(child) && child.sure)
        for (const { text } of tokensOf(wordAt(layer.content.text, child.offset))) words.add(text);
  }

  return words;
}

function isLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}

/** Whether a layer is a string of a JSON text and has no named parts of its own. */
function isPlainString(layer: Reached, children: Children): boolean {
  const { codec, parent, content } = layer;
  if (codec?.name !== 'json' || !content.isText || !parent?.content.isText) return false;

  return isLikeJson(parent.content.text) && !(children.get(layer) ?? []).some(isNamedPart);
}

/** The strings of a JSON text that have named parts, such as addresses. */
function stringsWithParts(layer: Reached, children: Children): ReadonlySet<unknown> {
  const strings = (children.get(layer) ?? []).filter(
    (child) => child.codec?.name === 'json' && isNamedPart(child) && !isPlainString(child, children),
  );

  return new Set(strings.map(({ content }) => content.text));
}

function isNamedPart({ kind, sure, content }: Reached): boolean {
  return kind === 'structure' && sure && content.isText;
}

function wordsOf(layers: readonly Reached[]): string[] {
  return layers.flatMap(({ content }) => tokensOf(content.text).map(({ text }) => text));
}

/** Leaves out as many tokens with each text as the words have. */
function withoutWords(tokens: readonly Token[], words: readonly string[]): readonly Token[] {
  if (words.length === 0) return tokens;
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);

  return tokens.filter(({ text }) => {
    const count = counts.get(text) ?? 0;
    counts.set(text, count - 1);

    return count <= 0;
  });
}

/** Whether a value was decoded: to readable content, or to bytes in which a codec read text. */
function isDecoded(layer: Reached, children: Children): boolean {
  return (children.get(layer) ?? []).some(
    (child) =>
      (isDecodedWhole(child) && isRead(child)) ||
      (child.kind === 'whole' &&
        child.opened &&
        (children.get(child) ?? []).some(({ content }) => content.isText)),
  );
}

function wordAt(text: string, at: number): string {
  const from = text.slice(0, at).search(/[^\s"'<>,;]*$/);

  return /^[^\s"'<>,;]*/.exec(text.slice(from))?.[0] ?? '';
}

function blankNumbers(place: string): string {
  return place.replaceAll(/\d+/g, '');
}
