import type { Exchange } from '../../model/exchange.ts';
import type { Opaque } from '../../model/scan.ts';
import type { Encryption } from '../../model/sdk.ts';
import { printChain } from '../chain.ts';
import type { Part } from '../parts.ts';
import type { Reached } from '../search.ts';
import { type OpaqueLayer, opaqueLayersOf, type ShortValue } from './opaque-layers.ts';
import { mediaOf } from './media.ts';
import { placeOf } from './place.ts';

/** The opaque and unread values of one part. */
export interface OpaqueReport {
  /** One row per class, with the total bytes of that class. */
  opaque: Opaque[];
  /** For each row, the keys of the contents that it sums up. */
  contents: string[][];
  /** Values that no codec decoded and that are as short as identifiers, digests and tokens. */
  small: ShortValue[];
}

/** Classifies the opaque content of a part: known envelopes by name, media by kind, everything else by appearance. */
export function opaqueOf(
  exchange: Exchange,
  part: Part,
  reached: readonly Reached[],
  encryption: readonly Encryption[],
  sdk?: string,
): OpaqueReport {
  const place = { exchange: exchange.index, host: exchange.host, part: part.name };
  const decrypted = new Set<string>();
  for (const { codec, label } of reached)
    if (codec?.decrypts !== undefined) decrypted.add(`${codec.decrypts}${label.slice(label.indexOf(':'))}`);
  const { opaque: all, small } = opaqueLayersOf(reached, placeOf(part.name, part.bulk));
  const opaque = all.filter(({ layer }) => !belongsToField(layer, decrypted));
  const known = encryption.find(
    ({ json, onlyUndecoded }) =>
      (opaque.length > 0 || !onlyUndecoded) && (!json || reached.some((layer) => hasKeys(layer, json))),
  );
  if (known && part.bulk)
    return {
      opaque: [{ ...place, bytes: part.content.length, class: 'encrypted', why: known.name }],
      contents: [[part.content.key]],
      small,
    };
  const sentBy = sdk === undefined ? '' : `, sent by ${sdk}`;
  const kinds: [class_: Opaque['class'], of: OpaqueLayer[], why: (first: Reached) => string][] = [
    ['media', opaque.filter(isMedia), ({ content }) => mediaOf(content.bytes) ?? 'media'],
    [
      'unknown',
      opaque.filter((each) => each.kind === 'bytes' && !isMedia(each)),
      () => 'no codec can decode these bytes',
    ],
    [
      'unknown',
      opaque.filter(({ kind }) => kind === 'text'),
      () => 'random-looking text that no codec can decode',
    ],
  ];

  const classes = kinds.filter(([, of]) => of.length > 0);

  return {
    opaque: classes.map(([class_, of, explain]) => ({
      ...place,
      bytes: of.reduce((sum, each) => sum + each.bytes, 0),
      class: class_,
      why: of[0] ? `${explain(of[0].layer)}${chainNote(of[0].layer)}${sentBy}` : '',
    })),
    contents: classes.map(([, of]) => of.map(({ layer }) => layer.content.key)),
    small,
  };
}

/** Whether a text contains all of these keys as JSON keys. */
function hasKeys({ content }: Reached, keys: readonly string[]): boolean {
  if (!content.isText || !keys.every((key) => content.text.includes(`"${key}"`))) return false;

  return keys.every((key) => new RegExp(`"${key}"\\s*:`).test(content.text));
}

/** Whether a layer belongs to a field that another codec decrypted. */
function belongsToField(layer: Reached, fields: ReadonlySet<string>): boolean {
  return fields.size > 0 && printChain(layer.chain).some((step) => fields.has(step));
}

function isMedia({ kind, layer }: OpaqueLayer): boolean {
  return kind === 'bytes' && mediaOf(layer.content.bytes) !== undefined;
}

function chainNote(layer: Reached): string {
  return layer.chain.length === 0 ? '' : `, in ${printChain(layer.chain).join(' > ')}`;
}
