import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';
import { beginsLikeZip, readZip, type ZipPiece } from './zip-records.ts';

/** Bytes. Shorter names and comments cannot contain a canary, however encoded. */
const SHORTEST_TEXT = 12;

/**
 * ZIP files: each member, stored or deflated, and names, comments, unusual extra fields and bytes between the records. The
 * content of members with other methods or a password stays encoded.
 */
export const zip: Codec = {
  name: 'zip',
  kind: 'structure',
  reads: 'bytes',
  givesNoValues: true,
  open({ content }, budget) {
    if (!beginsLikeZip(content.bytes)) return NOTHING;

    const { pieces, isComplete } = readZip(asBuffer(content.bytes), budget);

    return { layers: pieces.filter(isUseful).map(layerOf), settles: isComplete };
  },
};

function isUseful({ kind, bytes }: ZipPiece): boolean {
  return (kind !== 'name' && kind !== 'comment') || bytes.length >= SHORTEST_TEXT;
}

function layerOf({ kind, label, bytes, at }: ZipPiece): Layer {
  return {
    step: kind === 'member' ? `zip:${label}` : `zip-${kind}[${label}]`,
    content: Content.ofBytes(bytes),
    offset: at,
    sure: true,
  };
}
