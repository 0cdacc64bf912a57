import { printChain } from '../chain.ts';
import type { Codec, OutputBudget } from '../codec.ts';
import { codecs } from '../codecs/index.ts';
import type { Content } from '../content.ts';
import type { NamedPart } from '../layer-node.ts';
import type { Part } from '../parts.ts';
import type { Reached } from '../search.ts';

/** A value of an exchange that could be a key, or the source of a key. */
export interface KeyCandidate {
  /** Part and chain: `request.body > json:$.key`. */
  where: string;
  content: Content;
}

/** A part and its reached layers. */
export interface Searched {
  part: Part;
  reached: readonly Reached[];
}

/** Bytes. A longer text is a batch of events, whose values would displace all others. */
export const LONGEST_MESSAGE = 64 * 1024;
/** Maximum number of values of an exchange that are tried as keys. */
const MAX_VALUES = 64;
/** Maximum number of values that are collected before ranking. */
const MAX_COLLECTED = 512;
/** A part with more layers is a batch of events. */
const MAX_LAYERS = 256;
/** Characters. A key of 32 bytes has 64 in hex. */
const LONGEST_VALUE = 88;
/** Field names of keys, most specific first. */
const NAMES = [
  /key|secret|passw|aes|xor|crypt/i,
  /salt|nonce|seed|token|iv\b|vector/i,
  /id\b|stamp|time|sign|rand|sid\b|sess/i,
];
/** The last name of a chain. The lookbehind prevents a new attempt at each character. */
const LAST_NAME = /(?<![^.:$>\s])[^.:$>\s]*$/;
/** Headers that every client sends. */
const USUAL_NAMES =
  /^request\.header:(?:accept|connection|content|cookie|host|referer|sec-|te$|user-agent|upgrade|origin|via|range|if-)/;

/**
 * The values of an exchange to try as keys: form fields, JSON strings, queries, cookies and headers. Only from messages
 * of up to 64 KiB that are not a batch of events. Values with a key's name come first, then those with a key's length;
 * at most 64.
 */
export function keyCandidatesOf(searched: readonly Searched[]): KeyCandidate[] {
  const values = new Map<string, KeyCandidate>();
  const addValue = (parent: string, step: string, content: Content) => {
    if (!couldBeKey(content) || !isSpellable(step)) return;
    const where = parent === '' ? step : `${parent} > ${step}`;
    if (!values.has(where)) values.set(where, { where, content });
  };
  for (const { part, reached } of searched)
    for (const layer of reached) {
      if (values.size >= MAX_COLLECTED) break;
      const isWhole = layer.chain.length === 0;
      if (!isWhole && reached.length > MAX_LAYERS) break;
      if (isWhole && !USUAL_NAMES.test(part.name)) addValue('', part.name, layer.content);
      const steps = [part.name, ...printChain(layer.chain)];
      if (!steps.every(isSpellable)) continue;
      const where = steps.join(' > ');
      for (const { layer: named } of namedPartsOf(layer))
        if (!named.step.includes('-name')) addValue(where, named.step, named.content);
    }

  return [...values.values()]
    .map((value) => ({ value, rank: rankOf(value) }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, MAX_VALUES)
    .map(({ value }) => value);
}

/** The named parts of a layer, including those that the search left out as plain. */
export function namedPartsOf(layer: Reached): readonly NamedPart[] {
  const { structured, content, input } = layer;
  if (!structured || content.length > LONGEST_MESSAGE) return [];
  const budget: OutputBudget = { bytesLeft: LONGEST_MESSAGE, cutShort: () => undefined };
  layer.namedParts ??= (content.isText ? FOR_TEXT : FOR_BYTES).flatMap((codec) =>
    codec.open(input, budget).layers.map((inner) => ({ codec, layer: inner })),
  );

  return layer.namedParts;
}

const isNamed = ({ kind, readsAgain }: Codec) => kind === 'structure' && !readsAgain;
const FOR_TEXT = codecs.filter((codec) => isNamed(codec) && codec.reads !== 'bytes');
const FOR_BYTES = codecs.filter((codec) => isNamed(codec) && codec.reads !== 'text');

function couldBeKey(content: Content): boolean {
  if (!content.isText) return [16, 24, 32].includes(content.length);

  return content.length >= 4 && content.length <= LONGEST_VALUE;
}

/** Whether a name can be written in a chain without looking like a separator. */
function isSpellable(step: string): boolean {
  return !step.includes(' > ') && !step.includes('),iv=');
}

function rankOf({ where, content }: KeyCandidate): number {
  const name = where.slice(where.search(LAST_NAME));
  const named = NAMES.findIndex((each) => each.test(name));
  const fits = [16, 24, 32, 44, 48, 64].includes(content.length);

  return (named < 0 ? NAMES.length : named) * 2 + (fits ? 0 : 1);
}
