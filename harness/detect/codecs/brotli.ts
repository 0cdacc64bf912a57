import { brotliDecompressSync, constants } from 'node:zlib';
import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { beginsLikeBrotli } from './brotli-head.ts';
import { acceptHeaderless } from './headerless.ts';
import { inflate, inflateUnannounced } from './inflate.ts';

const FLUSH = { finish: constants.BROTLI_OPERATION_FINISH, sync: constants.BROTLI_OPERATION_FLUSH };

/**
 * Brotli, if a header announces it or its output is valid: it has no magic number.
 */
export const brotli: Codec = {
  name: 'brotli',
  kind: 'whole',
  needs: 'announced',
  isContentCoding: true,
  open({ content, codings }, budget) {
    const announced = codings.at(-1) === 'br';
    if (content.length < 5 || (!announced && (content.isText || !beginsLikeBrotli(content.bytes))))
      return NOTHING;
    const open = announced ? inflate : inflateUnannounced;
    const opened = open(content.bytes, brotliDecompressSync, FLUSH, budget.bytesLeft);
    if (!opened || !acceptHeaderless(opened, announced)) return NOTHING;
    if (opened.cut) budget.cutShort();

    const sure = announced || opened.complete;
    const layers = [{ step: 'brotli', content: Content.ofBytes(opened.bytes), offset: 0, sure }];

    return announced ? { layers, end: opened.consumed } : { layers };
  },
};
