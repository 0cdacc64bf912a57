import { printPlace, type Source, type Step } from '../chain.ts';
import { asBuffer, Content } from '../content.ts';
import { mediaOf } from '../opaque/media.ts';
import type { Part } from '../parts.ts';
import { type PartSearch, type SearchContext, searchFrom } from '../search.ts';
import { isPossibleStart, isConvincing } from './believed.ts';
import { decrypt, type CipherMethod, methodsOf, xorWith } from './ciphers.ts';
import { undecryptedLayersIn, type UndecryptedLayer } from './undecrypted.ts';
import { type KeyForm, derivedKeysOf, keysOf } from './forms.ts';
import { keyCandidatesOf, type Searched } from './key-candidates.ts';

/**
 * The largest layers of an exchange, tried with every key. Further ones are tried only with keys that fitted before.
 */
const MAX_LAYERS = 4;
const MAX_FITTING = 256;
/** Maximum number of values from which keys are derived; the best names come first. */
const MAX_DERIVED = 16;
const MAX_VECTORS = 8;
/** Bytes. Larger data is not tried. */
const LARGEST = 8 * 1024 * 1024;
/** Bytes. Fewer bytes look like text under one of hundreds of keys. */
const SHORTEST_XOR = 20;
const LONGEST_XOR_KEY = 32;

interface Key extends KeyForm {
  where: string;
  isDerived?: boolean;
}

interface Opened {
  key: Key;
  method: CipherMethod;
  plain: Buffer;
}

/** The decryption results of a part, in the form of a search of that part. */
export interface KeyedSearch extends PartSearch {
  part: Part;
}

/**
 * Tries values of an exchange as keys for its undecrypted layers: AES in ECB, CBC, CTR and GCM mode, and XOR with a
 * repeating key. Decrypted content is searched further, and its source is marked as opened. Tries up to 64 values, and
 * digests of 16 of them, on the four largest undecrypted layers.
 */
export function openWithKeys(searched: readonly Searched[], context: SearchContext): KeyedSearch[] {
  const undecrypted = undecryptedLayersIn(searched).filter(({ layer }) => layer.content.length <= LARGEST);
  if (undecrypted.length === 0) return [];
  const values = keyCandidatesOf(searched);
  const directKeys = (fits: (length: number) => boolean) =>
    values.flatMap(({ where, content }) => keysOf(content, fits).map((key) => ({ ...key, where })));
  const derived = values
    .slice(0, MAX_DERIVED)
    .flatMap(({ where, content }) =>
      derivedKeysOf(content).map((key) => ({ ...key, where, isDerived: true })),
    );
  const keys = distinct([...directKeys((length) => length > 0 && length <= LONGEST_XOR_KEY), ...derived]);
  const vectors = distinct(directKeys((length) => length === 12 || length === 16))
    .slice(0, MAX_VECTORS)
    .map(({ form, bytes, where }) => ({ bytes, source: { form, place: where } }));
  const fittingKeys: Key[] = [];
  const searches: KeyedSearch[] = [];
  const bySize = undecrypted
    .toSorted((a, b) => b.layer.content.length - a.layer.content.length)
    .slice(0, MAX_FITTING)
    .filter(({ layer }) => mediaOf(layer.content.bytes) === undefined);
  for (const [at, each] of bySize.entries()) {
    const opened = open(each, at < MAX_LAYERS ? [...fittingKeys, ...keys] : fittingKeys, vectors);
    if (!opened) continue;
    const { key, method, plain } = opened;
    if (!fittingKeys.includes(key)) fittingKeys.push(key);
    const inner = each.layer.derived(stepOf(method, key), Content.ofBytes(plain));
    for (const layer of [...each.method, each.layer]) layer.opened = true;
    const search = searchFrom(inner, context);
    searches.push({ ...search, part: each.part, reached: [...each.method, ...search.reached] });
  }

  return searches;
}

function stepOf({ algorithm, vector }: CipherMethod, { form, where }: Key): Step {
  const key: Source = { form, place: where };
  if (!vector) return { kind: 'decrypted', algorithm, key };

  return {
    kind: 'decrypted',
    algorithm,
    key,
    vector: vector.kind === 'beside' ? vector.source : vector.kind,
  };
}

function open(
  { part, layer: { content, chain } }: UndecryptedLayer,
  keys: readonly Key[],
  vectors: readonly { bytes: Buffer; source: Source }[],
): Opened | undefined {
  const data = asBuffer(content.bytes);
  const dataPlace = printPlace(part.name, chain);
  for (const key of keys) {
    /** A value cannot be its own key. */
    if (dataPlace === key.where || dataPlace.startsWith(`${key.where} > `)) continue;
    for (const method of methodsOf(data, key.bytes, vectors, key.isDerived ? undefined : isPossibleStart)) {
      const plain = decrypt(data, key.bytes, method);
      if (plain && isConvincing(plain, !method.algorithm.endsWith('ctr'))) return { key, method, plain };
    }
    if (data.length < SHORTEST_XOR || !isPossibleStart(xorWith(data.subarray(0, SHORTEST_XOR), key.bytes)))
      continue;
    const plain = xorWith(data, key.bytes);
    if (isConvincing(plain, false)) return { key, method: { algorithm: 'xor' }, plain };
  }

  return undefined;
}

function distinct(keys: readonly Key[]): Key[] {
  const seen = new Set<string>();

  return keys.filter(({ bytes }) => {
    const hex = bytes.toString('hex');

    return !seen.has(hex) && seen.add(hex);
  });
}
