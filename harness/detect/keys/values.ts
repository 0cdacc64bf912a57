import type { Codec, Layer, Ledger } from '../codec.ts';
import { codecs } from '../codecs/index.ts';
import type { Content } from '../content.ts';
import type { Part } from '../parts.ts';
import type { Reached } from '../search.ts';
import { isPlainName } from './plain-name.ts';

/** A value of an exchange that could be a key, or what a key is made of. */
export interface KeyValue {
  /** Part and chain: `request.body > json:$.key`. */
  where: string;
  content: Content;
  /** Its name says that it is a key, a salt, a token or a vector, and it is no plain word. */
  isTelling: boolean;
}

/** The values of an exchange that are tried as keys. */
export interface KeyValues {
  values: KeyValue[];
  /** There were more of those whose name tells. */
  exhausted: boolean;
}

/** A part with the layers that were reached in it. */
export interface Searched {
  part: Part;
  reached: readonly Reached[];
}

/** Longer text is a batch of many events, whose values would crowd out everything else. */
export const LONGEST_MESSAGE = 64 * 1024;
/** Values of an exchange that are tried as keys. */
export const MOST_VALUES = 64;
/** Values among which those are chosen, besides those whose names say so. */
const MOST_COLLECTED = 512;
/** A part of more layers is a batch of events. */
const MOST_LAYERS = 256;
/** A key of 32 bytes as hex, with some room. */
const LONGEST_VALUE = 88;
/** Names that a key goes by, most telling first. */
const NAMES = [
  /key|secret|passw|aes|xor|crypt/i,
  /salt|nonce|seed|token|iv\b|vector/i,
  /id\b|stamp|time|sign|rand|sid\b|sess/i,
];
/** Names of what is no key but goes with one. */
const BESIDE_KEYS = /nonce|iv\b|vector|salt/i;
/** Names that have such a word in them and are none. */
const OTHER_NAMES = /keyword|keyboard|monkey|turkey|hockey|author|parse|course|noise/i;
/** A name that tells, or a word as long as 16, 24 or 32 bytes are as they stand, in hex or in base64. */
const MAY_BE_KEY =
  /key|secret|passw|aes|xor|crypt|salt|nonce|seed|token|(?<![\w+/-])(?:[\w+/-]{16}|[\w+/-]{22,24}|[\w+/-]{32}|[\w+/-]{43,44}|[\w+/-]{48}|[\w+/-]{64})(?![\w+/-])/i;
/** Headers that every client sends. */
const USUAL =
  /^request\.header:(?:accept|connection|content|cookie|host|referer|sec-|te$|user-agent|upgrade|origin|via|range|if-)/;

/**
 * The values of an exchange that are tried as keys: of fields, strings of JSON, queries, cookies and headers, in messages of
 * up to 64 KiB that are no batch of events. Those whose names say so come first, then those whose length is a key's; 64
 * different ones at most.
 */
export function keyValuesOf(searched: readonly Searched[]): KeyValues {
  const values = new Map<string, KeyValue>();
  const take = (where: readonly string[], content: Content) => {
    const path = where.join(' > ');
    if (!couldBeKey(content) || values.has(path) || !where.every(isSpellable)) return;
    const isTelling = isTellingName(nameOf(path)) && !isPlainName(content.text);
    if (isTelling || values.size < MOST_COLLECTED) values.set(path, { where: path, content, isTelling });
  };
  for (const { part, reached } of searched)
    for (const layer of reached) {
      const isWhole = layer.chain.length === 0;
      if (!isWhole && reached.length > MOST_LAYERS) break;
      const where = [part.name, ...layer.chain.map(({ step }) => step)];
      if (isWhole && !USUAL.test(part.name)) take(where, layer.content);
      for (const { layer: named } of namedPartsOf(layer))
        if (!named.step.includes('-name')) take([...where, named.step], named.content);
    }

  const ranked = distinct([...values.values()].toSorted((a, b) => rankOf(a) - rankOf(b)));

  return {
    values: ranked.slice(0, MOST_VALUES),
    exhausted: ranked.slice(MOST_VALUES).some(({ isTelling }) => isTelling),
  };
}

function distinct(values: readonly KeyValue[]): KeyValue[] {
  const seen = new Set<string>();

  return values.filter(({ content }) => !seen.has(content.key) && seen.add(content.key));
}

/** Whether a part is worth the look for keys of what is in another exchange: a word of a key's length, or its name. */
export function mayHoldKey({ part, reached }: Searched): boolean {
  if (USUAL.test(part.name)) return false;

  return reached.some(
    ({ content }) => content.length <= LONGEST_MESSAGE && (!content.isText || MAY_BE_KEY.test(content.text)),
  );
}

/** What codecs of structure give of a layer again, also what the search passed over as dull. */
export function namedPartsOf({ structured, content, input }: Reached): { codec: Codec; layer: Layer }[] {
  if (!structured || content.length > LONGEST_MESSAGE) return [];
  const ledger: Ledger = { bytesLeft: LONGEST_MESSAGE, cutShort: () => undefined };

  return (content.isText ? FOR_TEXT : FOR_BYTES).flatMap((codec) =>
    codec.open(input, ledger).map((layer) => ({ codec, layer })),
  );
}

const isNamed = ({ kind, name }: Codec) => kind === 'structure' && name !== 'mistat' && name !== 'host';
const FOR_TEXT = codecs.filter((codec) => isNamed(codec) && codec.reads !== 'bytes');
const FOR_BYTES = codecs.filter((codec) => isNamed(codec) && codec.reads !== 'text');

function couldBeKey(content: Content): boolean {
  if (!content.isText) return [16, 24, 32].includes(content.length);

  return content.length >= 4 && content.length <= LONGEST_VALUE;
}

/** A chain is written with these between; a name that has them cannot be told from it. */
function isSpellable(step: string): boolean {
  return !step.includes(' > ') && !step.includes('),iv=');
}

/** Whether the name of a value says that it is a key, and no vector or salt: of those each message may have its own. */
export function isNamedKey({ where, isTelling }: KeyValue): boolean {
  return isTelling && !BESIDE_KEYS.test(nameOf(where));
}

function isTellingName(name: string): boolean {
  return NAMES.slice(0, 2).some((each) => each.test(name)) && !OTHER_NAMES.test(name);
}

function nameOf(where: string): string {
  return /[^.:$>\s]*$/.exec(where)?.[0] ?? '';
}

function rankOf({ where, content }: KeyValue): number {
  const named = NAMES.findIndex((each) => each.test(nameOf(where)));
  const fits = [16, 24, 32, 44, 48, 64].includes(content.length);

  return (named < 0 ? NAMES.length : named) * 2 + (fits ? 0 : 1);
}
