import type { Exchange } from '../../model/exchange.ts';
import type { Opaque } from '../../model/scan.ts';
import type { Part } from '../parts.ts';
import type { Reached } from '../search.ts';
import { envelopeOf } from './envelopes.ts';
import { mediaOf } from './media.ts';

/** A body of fewer unreadable bytes cannot hide a canary. */
const SMALLEST_BODY = 16;
/** A value amid text may be an identifier or a digest up to this size. */
const SMALLEST_VALUE = 48;
/** SHA-512 as hex. */
const LARGEST_DIGEST = 64;

/** What stayed closed in a part: one row a class, with the bytes of all such layers. */
export function opaqueOf(
  exchange: Exchange,
  part: Part,
  reached: readonly Reached[],
  envelope: string | undefined,
): Opaque[] {
  const place = { exchange: exchange.index, host: exchange.host, part: part.name };
  const decrypted = new Set(
    reached.flatMap((layer) => layer.chain.map((link) => /^mistat:(.*)/.exec(link.step)?.[1])),
  );
  const closed = reached.filter((layer) => isClosed(layer, part) && !isOneOf(layer, decrypted));
  const named =
    envelope ?? reached.map((layer) => envelopeOf(layer.content)).find((name) => name !== undefined);
  if (
    named !== undefined &&
    part.bulk &&
    (closed.length > 0 || envelope === undefined || !envelope.startsWith('MiStat'))
  )
    return [{ ...place, bytes: part.content.length, class: 'encrypted', why: named }];
  const media = closed.filter((layer) => mediaOf(layer.content.bytes) !== undefined);
  const unknown = closed.filter((layer) => !media.includes(layer));
  const rows: Opaque[] = [];
  const [medium] = media;
  if (medium)
    rows.push({
      ...place,
      bytes: sizeOf(media),
      class: 'media',
      why: `${mediaOf(medium.content.bytes) ?? 'media'}${wayTo(medium)}`,
    });
  const [first] = unknown;
  if (first)
    rows.push({
      ...place,
      bytes: sizeOf(unknown),
      class: 'unknown',
      why: `no codec reads these bytes${wayTo(first)}`,
    });

  return rows;
}

/** Whether a layer is what a field held that was decrypted by another way. */
function isOneOf(layer: Reached, fields: ReadonlySet<string | undefined>): boolean {
  return layer.chain.some((link) => link.step.startsWith('form:') && fields.has(link.step.slice(5)));
}

function isClosed(layer: Reached, part: Part): boolean {
  if (layer.opened || !layer.sure || layer.content.isText) return false;
  const coded = layer.chain.findLast((link) => link.step === 'base64' || link.step === 'hex');
  const { bytes } = layer.content;
  if (bytes.length < (part.bulk && !coded ? SMALLEST_BODY : SMALLEST_VALUE)) return false;
  if (coded?.step === 'hex' && bytes.length <= LARGEST_DIGEST) return false;

  return readableShare(bytes) < 0.6;
}

/** The share of bytes that stand in runs of six or more characters of text: binary formats with plain strings have much. */
function readableShare(bytes: Uint8Array): number {
  let readable = 0;
  let run = 0;
  for (const byte of bytes) {
    const isText = byte >= 32 && byte < 127;
    if (isText) run++;
    else {
      if (run >= 6) readable += run;
      run = 0;
    }
  }
  if (run >= 6) readable += run;

  return readable / bytes.length;
}

function wayTo(layer: Reached): string {
  return layer.chain.length === 0 ? '' : `, in ${layer.chain.map((link) => link.step).join(' > ')}`;
}

function sizeOf(layers: readonly Reached[]): number {
  return layers.reduce((sum, layer) => sum + layer.content.length, 0);
}
